from hub.queue import lease

__all__ = ["outlast_stalls"]


def outlast_stalls() -> None:
    """Have this process lend jobs for longer than any machine stands still: when a lease is over, the tests say."""
    lease.LEASE = 240

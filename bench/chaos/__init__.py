"""Whether the books are right after everything broke: seeded runs against real processes and servers.

Each run connects a made-up company to a hub of its own (``hub serve``, ``hub worker``, PostgreSQL and Valkey, the store
over HTTP), breaks things while it is read and edited, lets all be well again, and compares the ledger with the source.
It looks at the hub from outside only: processes, HTTP, and the tables of jobs, syncs and connections.
"""

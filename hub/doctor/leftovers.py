from collections.abc import Iterator

from hub.doctor.findings import Finding, note
from hub.embedded import orphans


def look() -> Iterator[Finding]:
    """Find databases of data folders that were deleted; only a person knows whether one was moved instead."""
    for each in orphans.find():
        yield note(
            "servers",
            f"{each.home} keeps the databases of {each.data_dir}, which does not lead there any more",
            f"If that folder was deleted, and neither moved nor copied before: rm -r {each.home}",
        )

"""What each sync changed in a book, receipt by receipt, so that a figure that moved can be explained.

Written in the transaction of the entries (:mod:`~hub.ledger.changelog.writing`), read by pages
(:mod:`~hub.ledger.changelog.reading`). A first reading is one line a range; what comes, changes or goes in days that
are wholly read is logged by receipt, for :data:`KEPT_DAYS` days.
"""

__all__ = ["KEPT_DAYS"]

KEPT_DAYS = 400
"""Days for which changes are remembered: a fiscal year and its closing."""

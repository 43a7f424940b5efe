"""What the audit log keeps of files of reports: who asked for which, of which company and days, and who took it out."""

from dataclasses import dataclass
from uuid import UUID

from flask import g

from hub import audit
from hub.db import Db
from hub.sdk.accounting import Period
from hub.web.acting import actor

__all__ = ["AskedFor", "record_download", "record_order"]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A file of a report.

    :param report: key of the report
    :param company: whose books they are, as they are called
    :param format: key of the form of file
    :param payroll_detail: whether it shows salaries by name
    :param file_id: of a file that a worker builds; None for one that is sent at once
    """

    report: str
    company: str
    format: str
    period: Period
    payroll_detail: bool
    file_id: UUID | None = None

    @property
    def facts(self) -> dict[str, str | bool]:
        """Write it as the log keeps it."""
        return {
            "report": self.report,
            "company": self.company,
            "from": self.period.start.isoformat(),
            "to": self.period.end.isoformat(),
            "format": self.format,
            "payroll_detail": self.payroll_detail,
            **({"file": str(self.file_id)} if self.file_id else {}),
        }


def record_order(db: Db, title: str, wanted: AskedFor) -> None:
    """Record that somebody had a file of a report built, with the order or not at all.

    :param title: of the report, in the language of whoever asks
    """
    audit.record(db, g.tenant.id, "report.ordered", title, wanted.facts, actor())


def record_download(db: Db, name: str, taken: AskedFor) -> None:
    """Record that somebody took a file out.

    :param name: of the file
    """
    audit.record(db, g.tenant.id, "report.downloaded", name, taken.facts, actor())

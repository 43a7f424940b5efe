"""The page *Content*: a person's own views and files, and every report, searched by what it is called and says."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from hub.reports import marks, view
from hub.reports.documents import view_of
from hub.reports.models import OPEN
from hub.reports.views.blueprint import bp
from hub.reports.views.frame import frame
from hub.reports.views.parts import is_file_long, opened_book
from hub.reports.views.saving import shortcuts
from hub.reports.views.waiting import own_files
from hub.sdk.refs import BookRef
from hub.sdk.reports import LedgerReader, ReportBuilder
from hub.texts import shown
from hub.web.context import hub
from hub.web.security import tenant_only

LONGEST = 100
"""Characters that are searched for."""


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: every word of it, anywhere in what a thing is called and says.

    >>> Search("Ledger row").finds(Search.words("General ledger", "Every row by account"))
    True
    >>> Search("cash").finds(Search.words("General ledger"))
    False
    """

    text: str

    @staticmethod
    def words(*said: str) -> str:
        """Give what is searched in, as the page's script compares it, too."""
        return " ".join(str(shown(each)) for each in said if each).lower()

    def finds(self, words: str) -> bool:
        """Tell whether something is looked for; without any words everything is."""
        return all(each in words for each in self.text.lower().split())


@bp.get("/content")
@tenant_only
def content() -> ResponseReturnValue:
    """List the person's views and files, and the reports."""
    with opened_book() as (book, reader):
        if book is None or reader is None:
            return render_template("reports/empty.html")
        search, groups, own = Search(request.args.get("q", "").strip()[:LONGEST]), _groups(), own_files()
        kept = shortcuts()
        listed = [search.words(each.name, each.title) for each in kept]
        listed += [search.words(each.title, each.description, each.group) for of in groups.values() for each in of]
        return render_template(
            "reports/content.html",
            search=search,
            found=any(map(search.finds, listed)),
            groups=groups,
            long=_long(groups, book, reader),
            saved_views=kept,
            files=own,
            building=any(each.state in OPEN for each in own),
            choice=g.navigation.choice,
            is_marked=marks.is_marked,
            layouts=sorted({each.layout.key for each in hub().plugins.builders.values() if each.layout}),
            **frame(book, reader, view.read(request.args, reader)),
        )


def _groups() -> Mapping[str, list[ReportBuilder]]:
    groups: dict[str, list[ReportBuilder]] = {}
    for each in hub().plugins.builders.values():
        if each.page == "content":
            groups.setdefault(each.group, []).append(each)
    return groups


def _long(groups: Mapping[str, list[ReportBuilder]], book: BookRef, reader: LedgerReader) -> set[str]:
    """Name the reports whose files a worker has to build, of the days that they are opened with from here."""
    listing = [each for of in groups.values() for each in of if each.lists_rows]
    days = {each.key: request.args if each.usual == "ended" else {} for each in listing}
    return {each.key for each in listing if is_file_long(each, book, view_of(each, reader, days[each.key]))}

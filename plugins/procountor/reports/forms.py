"""The forms a statement may be drawn up in, by the size of the undertaking: how each is called and what it folds.

Small and Micro Undertakings Decree (1753/2015): both may start from the gross profit or loss and abbreviate the balance
sheet. All forms come of one tree of lines, so that a figure which two of them show is the same.
"""

from dataclasses import dataclass

from hub.sdk.reports import Form
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.reports.assets_layout import ASSETS
from plugins.procountor.reports.income_layout import INCOME_STATEMENT
from plugins.procountor.reports.layout import Line, shaped
from plugins.procountor.reports.liabilities_layout import LIABILITIES
from plugins.procountor.reports.words import Words

__all__ = ["BALANCE_FORMS", "INCOME_FORMS", "balance_layouts", "income_layout", "titled"]

INCOME_FORMS = (
    Form("full", _("Full")),
    Form("gross-profit", _("From gross profit (small)")),
    Form("micro", _("Micro undertaking")),
)
BALANCE_FORMS = (Form("full", _("Full")), Form("abbreviated", _("Abbreviated")))

TITLES = {
    "gross-profit": Names("bruttotuloksesta", "från bruttoresultatet", "from gross profit"),
    "micro": Names("mikroyritys", "mikroföretag", "micro undertaking"),
    "abbreviated": Names("lyhennetty", "förkortad", "abbreviated"),
}
INCOME_LAYOUTS = {
    "full": shaped(INCOME_STATEMENT, hide={"gross-profit"}),
    "gross-profit": shaped(INCOME_STATEMENT, fold={"gross-profit"}),
    "micro": shaped(INCOME_STATEMENT, fold={"gross-profit", "staff", "depreciation", "financial", "appropriations"}),
}
ABBREVIATED = frozenset(
    {
        "intangible-assets",
        "tangible-assets",
        "investments",
        "stocks",
        "long-term-debtors",
        "short-term-debtors",
        "accumulated-appropriations",
        "provisions",
        "long-term-creditors",
        "short-term-creditors",
    }
)
"""Groups of the balance sheet that its abbreviated form has no parts of."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The layouts of both sides of a balance sheet."""

    assets: Line
    liabilities: Line


BALANCE_LAYOUTS = {
    "full": Sides(ASSETS, LIABILITIES),
    "abbreviated": Sides(shaped(ASSETS, fold=ABBREVIATED), shaped(LIABILITIES, fold=ABBREVIATED)),
}


def income_layout(form: str) -> Line:
    """Give the income statement's layout in a form, in full where none is named."""
    return INCOME_LAYOUTS[form or "full"]


def balance_layouts(form: str) -> Sides:
    """Give the balance sheet's layouts in a form, in full where none is named."""
    return BALANCE_LAYOUTS[form or "full"]


def titled(names: Names, form: str, words: Words) -> str:
    """Name a statement, with its form where that is not the full one."""
    title = words.name(names)
    return f"{title}, {words.name(TITLES[form])}" if form in TITLES else title

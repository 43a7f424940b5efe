"""The cash-flow statement, indirect, after the Accounting Board's general guidance of 30 January 2007.

An account that the income statement and the balance sheet have no line for has none here. Where profit holds what no
cash moved for, depreciation for one, that is added back above and taken from the line whose balance it has changed, so
that every account counts once in the end.
"""

from hub.sdk.accounting import VAT_CLEARING
from plugins.procountor.names import Names
from plugins.procountor.reports.flow import LINES, Flow, flow, total
from plugins.procountor.reports.layout import line
from plugins.procountor.reports.words import VIRTUAL

__all__ = ["CASH", "CASH_FLOW"]

CASH = LINES["cash"]


def _of_both_terms(*kinds: str, short: str = "short-term-") -> tuple[str, ...]:
    """Name lines of the balance sheet that stand there once for each term."""
    return tuple(f"{term}{kind}" for kind in kinds for term in ("long-term-", short))


PROFIT = Flow(
    "profit-before-appropriations",
    Names(
        "Voitto (tappio) ennen tilinpäätössiirtoja ja veroja",
        "Vinst (förlust) före bokslutsdispositioner och skatter",
        "Profit (loss) before appropriations and taxes",
    ),
    (LINES["profit-before-appropriations"],),
)

ADJUSTMENTS = total(
    "adjustments",
    ("Oikaisut", "Justeringar", "Adjustments"),
    flow(
        "depreciation-back",
        ("Poistot ja arvonalentumiset", "Avskrivningar och nedskrivningar", "Depreciation and reductions in value"),
        "planned-depreciation",
        "non-current-reduction",
        back=True,
    ),
    flow(
        "provisions-change",
        ("Pakollisten varausten muutos", "Förändring av avsättningar", "Change in provisions"),
        "provisions",
    ),
    flow(
        "financial-back",
        ("Rahoitustuotot ja -kulut", "Finansiella intäkter och kostnader", "Financial income and expenses"),
        "financial",
        back=True,
    ),
)

WORKING_CAPITAL = total(
    "working-capital",
    ("Käyttöpääoman muutos", "Förändring av rörelsekapital", "Change in working capital"),
    flow(
        "stocks-change",
        ("Vaihto-omaisuuden muutos", "Förändring av omsättningstillgångar", "Change in stocks"),
        "stocks",
    ),
    flow(
        "debtors-change",
        (
            "Korottomien saamisten muutos",
            "Förändring av räntefria fordringar",
            "Change in debtors that bear no interest",
        ),
        *_of_both_terms("trade-debtors", "group-debtors", "interest-debtors", "other-debtors", "prepayments", short=""),
    ),
    flow(
        "creditors-change",
        (
            "Korottomien velkojen muutos",
            "Förändring av räntefria skulder",
            "Change in creditors that bear no interest",
        ),
        *_of_both_terms(
            "advances-received",
            "trade-creditors",
            "group-creditors",
            "interest-creditors",
            "other-creditors",
            "accruals",
        ),
    ),
    Flow(
        "vat-clearing",
        VIRTUAL[VAT_CLEARING],
        (line("vat-clearing", VIRTUAL[VAT_CLEARING], accounts=(VAT_CLEARING,)),),
    ),
)

OPERATIONS = total(
    "operations",
    ("LIIKETOIMINNAN RAHAVIRTA (A)", "KASSAFLÖDE FRÅN RÖRELSEN (A)", "CASH FLOW FROM OPERATIONS (A)"),
    total(
        "before-financial-items",
        (
            "Liiketoiminnan rahavirta ennen rahoituseriä ja veroja",
            "Kassaflöde från rörelsen före finansiella poster och skatter",
            "Cash flow from operations before financial items and taxes",
        ),
        total(
            "before-working-capital",
            (
                "Rahavirta ennen käyttöpääoman muutosta",
                "Kassaflöde före förändring av rörelsekapital",
                "Cash flow before change in working capital",
            ),
            PROFIT,
            ADJUSTMENTS,
            below=True,
        ),
        WORKING_CAPITAL,
        below=True,
    ),
    flow(
        "interest-paid",
        (
            "Maksetut korot ja muut rahoituskulut",
            "Betalda räntor och övriga finansiella kostnader",
            "Interest and other financial expenses paid",
        ),
        "financial-expenses",
    ),
    flow(
        "interest-received",
        (
            "Saadut korot, osingot ja muut rahoitustuotot",
            "Erhållna räntor, dividender och övriga finansiella intäkter",
            "Interest, dividends and other financial income received",
        ),
        "income-from-group",
        "income-from-interests",
        "income-from-investments",
        "other-financial-income",
    ),
    flow(
        "taxes-paid",
        ("Maksetut välittömät verot", "Betalda direkta skatter", "Direct taxes paid"),
        "income-taxes",
        "other-taxes",
        "deferred-tax-assets",
        "deferred-tax-liabilities",
    ),
    below=True,
    head=Names("Liiketoiminnan rahavirta", "Kassaflöde från rörelsen", "Cash flow from operations"),
)

INVESTING = total(
    "investing",
    ("INVESTOINTIEN RAHAVIRTA (B)", "KASSAFLÖDE FRÅN INVESTERINGAR (B)", "CASH FLOW FROM INVESTMENTS (B)"),
    flow(
        "assets-bought",
        (
            "Investoinnit aineellisiin ja aineettomiin hyödykkeisiin, netto",
            "Investeringar i materiella och immateriella tillgångar, netto",
            "Investments in tangible and intangible assets, net",
        ),
        "intangible-assets",
        "tangible-assets",
        "planned-depreciation",
        "non-current-reduction",
        "revaluation",
    ),
    flow(
        "other-investments",
        ("Muut sijoitukset, netto", "Övriga placeringar, netto", "Other investments, net"),
        "investments",
        "securities",
        "investment-reduction",
        "securities-reduction",
    ),
    flow(
        "loans-given-change",
        ("Lainasaamisten muutos", "Förändring av lånefordringar", "Change in loans given"),
        "long-term-loans-given",
        "loans-given",
    ),
    below=True,
    head=Names("Investointien rahavirta", "Kassaflöde från investeringar", "Cash flow from investments"),
)

FINANCING = total(
    "financing",
    ("RAHOITUKSEN RAHAVIRTA (C)", "KASSAFLÖDE FRÅN FINANSIERINGEN (C)", "CASH FLOW FROM FINANCING (C)"),
    flow(
        "equity-raised",
        ("Oman pääoman muutos", "Förändring av eget kapital", "Change in capital"),
        "capital",
        "share-premium",
        "other-reserves",
        "capital-shortfall",
        "minority-shares",
        "long-term-unpaid-capital",
        "unpaid-capital",
    ),
    flow(
        "profit-distributed",
        (
            "Maksetut osingot, muu voitonjako ja yksityistilit",
            "Betalda dividender, annan vinstutdelning och privatkonton",
            "Dividends, other distribution of profit and private accounts",
        ),
        "retained-earnings",
        "private-accounts",
    ),
    flow(
        "loans-change",
        ("Korollisten lainojen muutos", "Förändring av räntebärande lån", "Change in interest-bearing loans"),
        "capital-loans",
        *_of_both_terms("subordinated", "bonds", "bank-loans", "pension-loans", "bills"),
    ),
    Flow(
        "appropriations-paid",
        Names(
            "Konserniavustukset ja muut tilinpäätössiirrot",
            "Koncernbidrag och övriga bokslutsdispositioner",
            "Group contributions and other appropriations",
        ),
        (LINES["appropriations"], LINES["depreciation-difference"], LINES["tax-reserves"]),
    ),
    below=True,
    head=Names("Rahoituksen rahavirta", "Kassaflöde från finansieringen", "Cash flow from financing"),
)

CASH_FLOW = total(
    "cash-flow",
    ("RAHAVIRRAT YHTEENSÄ (A+B+C)", "KASSAFLÖDEN SAMMANLAGT (A+B+C)", "TOTAL CASH FLOW (A+B+C)"),
    OPERATIONS,
    INVESTING,
    FINANCING,
    below=True,
)
"""Inflow +, outflow −."""

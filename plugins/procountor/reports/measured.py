"""What key figures are computed from, by the lines of the income statement and the balance sheet.

Income is positive and costs are negative, as the income statement shows them; balances are positive on their own side.
"""

from dataclasses import replace

from plugins.procountor.names import Names
from plugins.procountor.reports.measures import Input

__all__ = [
    "ADJUSTED_EQUITY",
    "ADVANCES",
    "BEFORE_TAXES",
    "BOUGHT",
    "CAPITAL",
    "CAPITAL_AT_START",
    "CASH",
    "COSTS",
    "CREDITORS",
    "CURRENT_ASSETS",
    "DEBTORS",
    "EARLIER",
    "EBIT",
    "EBITDA",
    "EQUITY",
    "EQUITY_AT_END",
    "EQUITY_AT_START",
    "FINANCIAL_EXPENSES",
    "GROSS_MARGIN",
    "INTEREST_BEARING",
    "LIQUID_ASSETS",
    "RESULT",
    "SHORT_TERM",
    "SHORT_TERM_TO_PAY",
    "TOTAL",
    "TURNOVER",
]

TURNOVER = Input("turnover", Names("Liikevaihto", "Omsättning", "Net turnover"), ("turnover",), when="period")
EARLIER = Input(
    "turnover-earlier",
    Names("Liikevaihto vuotta aiemmin", "Omsättning ett år tidigare", "Net turnover a year earlier"),
    ("turnover",),
    when="earlier",
)
GROSS_MARGIN = Input(
    "gross-margin",
    Names("Myyntikate", "Försäljningsbidrag", "Gross margin"),
    ("turnover", "product-stock-variation", "materials-and-services"),
    when="period",
)
COSTS = Input(
    "costs",
    Names("Toiminnan kulut", "Rörelsens kostnader", "Operating costs"),
    ("materials-and-services", "staff", "depreciation", "other-expenses"),
    when="period",
)
EBITDA = Input(
    "ebitda",
    Names("Käyttökate", "Driftsbidrag", "EBITDA"),
    ("operating-profit",),
    ("depreciation",),
    when="period",
)
EBIT = Input(
    "ebit", Names("Liikevoitto", "Rörelsevinst", "Operating profit (EBIT)"), ("operating-profit",), when="period"
)
RESULT = Input(
    "result", Names("Kauden tulos", "Periodens resultat", "Result of the period"), ("result",), when="period"
)
BEFORE_TAXES = Input(
    "before-taxes",
    Names(
        "Tulos ennen tilinpäätössiirtoja ja veroja",
        "Resultat före bokslutsdispositioner och skatter",
        "Profit before appropriations and taxes",
    ),
    ("profit-before-appropriations",),
    when="period",
)
FINANCIAL_EXPENSES = Input(
    "financial-expenses",
    Names(
        "Korkokulut ja muut rahoituskulut",
        "Räntekostnader och övriga finansiella kostnader",
        "Interest and other financial expenses",
    ),
    ("financial-expenses",),
    when="period",
)
BOUGHT = Input(
    "bought",
    Names("Ostot ja ulkopuoliset palvelut", "Inköp och köpta tjänster", "Purchases and external services"),
    ("purchases", "external-services"),
    when="period",
)

CURRENT_ASSETS = Input(
    "current-assets",
    Names(
        "Vaihtuvat vastaavat ilman pitkäaikaisia saamisia",
        "Rörliga aktiva utan långfristiga fordringar",
        "Current assets less long-term debtors",
    ),
    ("current-assets",),
    ("long-term-debtors",),
)
LIQUID_ASSETS = Input(
    "liquid-assets",
    Names(
        "Lyhytaikaiset saamiset, rahoitusarvopaperit ja rahat",
        "Kortfristiga fordringar, finansiella värdepapper samt kassa och bank",
        "Short-term debtors, securities and cash",
    ),
    ("short-term-debtors", "securities", "cash"),
)
SHORT_TERM = Input(
    "short-term-creditors",
    Names("Lyhytaikainen vieras pääoma", "Kortfristigt främmande kapital", "Short-term creditors"),
    ("short-term-creditors",),
)
SHORT_TERM_TO_PAY = replace(
    SHORT_TERM,
    key="short-term-to-pay",
    names=Names(
        "Lyhytaikainen vieras pääoma ilman saatuja ennakoita",
        "Kortfristigt främmande kapital utan erhållna förskott",
        "Short-term creditors less advances received",
    ),
    less=("short-term-advances-received",),
)
TOTAL = Input("balance-total", Names("Taseen loppusumma", "Balansomslutning", "Balance total"), ("assets",))
ADVANCES = Input(
    "advances-received",
    Names("Saadut ennakot", "Erhållna förskott", "Advances received"),
    ("long-term-advances-received", "short-term-advances-received"),
)
EQUITY = Input("equity", Names("Oma pääoma", "Eget kapital", "Equity"), ("equity",))
ADJUSTED_EQUITY = Input(
    "adjusted-equity",
    Names(
        "Oma pääoma ja tilinpäätössiirtojen kertymä",
        "Eget kapital och ackumulerade bokslutsdispositioner",
        "Equity and accumulated appropriations",
    ),
    ("equity", "accumulated-appropriations"),
)
LOANS = tuple(
    f"{term}-{kind}"
    for term in ("long-term", "short-term")
    for kind in ("subordinated", "bonds", "bank-loans", "pension-loans", "bills")
)
INTEREST_BEARING = Input(
    "interest-bearing-debt",
    Names("Korollinen vieras pääoma", "Räntebärande främmande kapital", "Interest-bearing debt"),
    LOANS,
)
CASH = Input(
    "liquid-funds",
    Names("Rahat ja rahoitusarvopaperit", "Kassa, bank och finansiella värdepapper", "Cash and securities"),
    ("cash", "securities"),
)
DEBTORS = Input("trade-debtors", Names("Myyntisaamiset", "Kundfordringar", "Trade debtors"), ("trade-debtors",))
CREDITORS = Input(
    "trade-creditors", Names("Ostovelat", "Leverantörsskulder", "Trade creditors"), ("short-term-trade-creditors",)
)
CAPITAL = Input(
    "invested-capital",
    Names("Sijoitettu pääoma kauden lopussa", "Investerat kapital i slutet", "Invested capital at the end"),
    ("equity", "accumulated-appropriations", *LOANS),
)
CAPITAL_AT_START = replace(
    CAPITAL,
    key="invested-capital-at-start",
    names=Names("Sijoitettu pääoma kauden alussa", "Investerat kapital i början", "Invested capital at the beginning"),
    when="start",
)
EQUITY_AT_END = replace(
    EQUITY,
    key="equity-at-end",
    names=Names("Oma pääoma kauden lopussa", "Eget kapital i slutet", "Equity at the end"),
)
EQUITY_AT_START = replace(
    EQUITY,
    key="equity-at-start",
    names=Names("Oma pääoma kauden alussa", "Eget kapital i början", "Equity at the beginning"),
    when="start",
)

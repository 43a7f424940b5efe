"""Which key figures there are, by what they tell of a company."""

from plugins.procountor.names import Names
from plugins.procountor.reports.measured import (
    ADJUSTED_EQUITY,
    ADVANCES,
    BEFORE_TAXES,
    BOUGHT,
    CAPITAL,
    CAPITAL_AT_START,
    CASH,
    CREDITORS,
    CURRENT_ASSETS,
    DEBTORS,
    EARLIER,
    EBIT,
    EBITDA,
    EQUITY,
    EQUITY_AT_END,
    EQUITY_AT_START,
    FINANCIAL_EXPENSES,
    GROSS_MARGIN,
    INTEREST_BEARING,
    LIQUID_ASSETS,
    RESULT,
    SHORT_TERM,
    SHORT_TERM_TO_PAY,
    TOTAL,
    TURNOVER,
)
from plugins.procountor.reports.measures import Input, Measure, average, of

__all__ = ["EQUITY_RATIO", "GROUPS"]


def _of_turnover(key: str, names: Names, formula: Names, part: Input) -> Measure:
    return Measure(key, names, formula, "percent", (of(part),), (of(TURNOVER),))


EQUITY_RATIO = Measure(
    "equity-ratio",
    Names("Omavaraisuusaste", "Soliditet", "Equity ratio"),
    Names(
        "(oma pääoma + tilinpäätössiirtojen kertymä) / (taseen loppusumma − saadut ennakot)",
        "(eget kapital + ackumulerade bokslutsdispositioner) / (balansomslutning − erhållna förskott)",
        "(equity + accumulated appropriations) / (balance total − advances received)",
    ),
    "percent",
    (of(ADJUSTED_EQUITY),),
    (of(TOTAL), of(ADVANCES, -1)),
)

GROUPS: tuple[tuple[Names, tuple[Measure, ...]], ...] = (
    (
        Names("Kasvu ja kannattavuus", "Tillväxt och lönsamhet", "Growth and profitability"),
        (
            Measure(
                "growth",
                Names("Liikevaihdon kasvu", "Omsättningens tillväxt", "Growth of turnover"),
                Names(
                    "(liikevaihto − liikevaihto vuotta aiemmin) / liikevaihto vuotta aiemmin",
                    "(omsättning − omsättning ett år tidigare) / omsättning ett år tidigare",
                    "(turnover − turnover a year earlier) / turnover a year earlier",
                ),
                "percent",
                (of(TURNOVER), of(EARLIER, -1)),
                (of(EARLIER),),
            ),
            _of_turnover(
                "gross-margin-percent",
                Names("Myyntikate-%", "Försäljningsbidrag-%", "Gross margin %"),
                Names(
                    "(liikevaihto + valmistevaraston muutos − materiaalit ja palvelut) / liikevaihto",
                    "(omsättning + förändring av produktlager − material och tjänster) / omsättning",
                    "(turnover + variation in stocks of products − raw materials and services) / turnover",
                ),
                GROSS_MARGIN,
            ),
            _of_turnover(
                "ebitda-percent",
                Names("Käyttökate-%", "Driftsbidrag-%", "EBITDA %"),
                Names(
                    "(liikevoitto + poistot ja arvonalentumiset) / liikevaihto",
                    "(rörelsevinst + avskrivningar och nedskrivningar) / omsättning",
                    "(operating profit + depreciation and reductions in value) / turnover",
                ),
                EBITDA,
            ),
            _of_turnover(
                "ebit-percent",
                Names("Liikevoitto-%", "Rörelsevinst-%", "Operating profit (EBIT) %"),
                Names("liikevoitto / liikevaihto", "rörelsevinst / omsättning", "operating profit / turnover"),
                EBIT,
            ),
            _of_turnover(
                "result-percent",
                Names("Tulos-%", "Resultat-%", "Result %"),
                Names("kauden tulos / liikevaihto", "periodens resultat / omsättning", "result / turnover"),
                RESULT,
            ),
        ),
    ),
    (
        Names("Tuotto", "Avkastning", "Returns"),
        (
            Measure(
                "return-on-equity",
                Names("Oman pääoman tuotto (ROE)", "Avkastning på eget kapital (ROE)", "Return on equity (ROE)"),
                Names(
                    "kauden tulos 12 kk / keskimääräinen oma pääoma",
                    "periodens resultat 12 mån / genomsnittligt eget kapital",
                    "result of 12 months / average equity",
                ),
                "percent",
                (of(RESULT, annual=True),),
                average(EQUITY_AT_START, EQUITY_AT_END),
            ),
            Measure(
                "return-on-investment",
                Names(
                    "Sijoitetun pääoman tuotto (ROI)",
                    "Avkastning på investerat kapital (ROI)",
                    "Return on invested capital (ROI)",
                ),
                Names(
                    "(tulos ennen tilinpäätössiirtoja ja veroja + rahoituskulut) 12 kk / keskimääräinen sijoitettu "
                    "pääoma",
                    "(resultat före bokslutsdispositioner och skatter + finansiella kostnader) 12 mån / genomsnittligt "
                    "investerat kapital",
                    "(profit before appropriations and taxes + financial expenses) of 12 months / average invested "
                    "capital",
                ),
                "percent",
                (of(BEFORE_TAXES, annual=True), of(FINANCIAL_EXPENSES, -1, annual=True)),
                average(CAPITAL_AT_START, CAPITAL),
            ),
        ),
    ),
    (
        Names("Maksuvalmius", "Likviditet", "Liquidity"),
        (
            Measure(
                "current-ratio",
                Names("Current ratio", "Current ratio", "Current ratio"),
                Names(
                    "(vaihtuvat vastaavat − pitkäaikaiset saamiset) / lyhytaikainen vieras pääoma",
                    "(rörliga aktiva − långfristiga fordringar) / kortfristigt främmande kapital",
                    "(current assets − long-term debtors) / short-term creditors",
                ),
                "times",
                (of(CURRENT_ASSETS),),
                (of(SHORT_TERM),),
            ),
            Measure(
                "quick-ratio",
                Names("Quick ratio", "Quick ratio", "Quick ratio"),
                Names(
                    "(lyhytaikaiset saamiset + rahoitusarvopaperit + rahat) / (lyhytaikainen vieras pääoma − saadut "
                    "ennakot)",
                    "(kortfristiga fordringar + finansiella värdepapper + kassa och bank) / (kortfristigt främmande "
                    "kapital − erhållna förskott)",
                    "(short-term debtors + securities + cash) / (short-term creditors − advances received)",
                ),
                "times",
                (of(LIQUID_ASSETS),),
                (of(SHORT_TERM_TO_PAY),),
            ),
        ),
    ),
    (
        Names("Vakavaraisuus", "Soliditet", "Solvency"),
        (
            EQUITY_RATIO,
            Measure(
                "net-gearing",
                Names("Nettovelkaantumisaste", "Nettoskuldsättningsgrad", "Net gearing"),
                Names(
                    "(korollinen vieras pääoma − rahat ja rahoitusarvopaperit) / oma pääoma",
                    "(räntebärande främmande kapital − kassa, bank och finansiella värdepapper) / eget kapital",
                    "(interest-bearing debt − cash and securities) / equity",
                ),
                "percent",
                (of(INTEREST_BEARING), of(CASH, -1)),
                (of(EQUITY),),
            ),
        ),
    ),
    (
        Names("Kiertoajat", "Omloppstider", "Turnover times"),
        (
            Measure(
                "days-of-sales",
                Names("Myyntisaamisten kiertoaika", "Kundfordringarnas omloppstid", "Days of sales outstanding"),
                Names(
                    "365 × myyntisaamiset / liikevaihto 12 kk",
                    "365 × kundfordringar / omsättning 12 mån",
                    "365 × trade debtors / turnover of 12 months",
                ),
                "days",
                (of(DEBTORS),),
                (of(TURNOVER, annual=True),),
            ),
            Measure(
                "days-of-purchases",
                Names("Ostovelkojen kiertoaika", "Leverantörsskuldernas omloppstid", "Days of purchases outstanding"),
                Names(
                    "365 × ostovelat / (ostot ja ulkopuoliset palvelut) 12 kk",
                    "365 × leverantörsskulder / (inköp och köpta tjänster) 12 mån",
                    "365 × trade creditors / (purchases and external services) of 12 months",
                ),
                "days",
                (of(CREDITORS),),
                (of(BOUGHT, -1, annual=True),),
            ),
        ),
    ),
)

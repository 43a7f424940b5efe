"""The income statement by nature: Accounting Decree (1339/1997) section 1, names as in its Finnish and Swedish texts.

Account ranges are those that the Finnish model charts share. Between 9700 and 9899 the charts contradict each other
(extraordinary items, depreciation difference, reserves or group contributions), so accounts there stand under
*Appropriations* by their own names, until the company says on which line each belongs.
"""

from plugins.procountor.reports.layout import group, line

__all__ = ["INCOME_STATEMENT"]

MATERIALS = group(
    "materials-and-services",
    ("Materiaalit ja palvelut", "Material och tjänster", "Raw materials and services"),
    "4000-4999",
    group(
        "materials",
        ("Aineet, tarvikkeet ja tavarat", "Material, förnödenheter och varor", "Raw materials and consumables"),
        "4000-4449",
        line(
            "purchases",
            ("Ostot tilikauden aikana", "Inköp under räkenskapsperioden", "Purchases during the financial year"),
            "4000-4399",
        ),
        line(
            "stock-variation",
            ("Varastojen muutos", "Förändring av lager", "Variation in stocks"),
            "4400-4449",
        ),
    ),
    line("external-services", ("Ulkopuoliset palvelut", "Köpta tjänster", "External services"), "4450-4999"),
)

STAFF = group(
    "staff",
    ("Henkilöstökulut", "Personalkostnader", "Staff expenses"),
    "5000-6799",
    line("wages", ("Palkat ja palkkiot", "Löner och arvoden", "Wages and salaries"), "5000-5999"),
    group(
        "social-security",
        ("Henkilösivukulut", "Lönebikostnader", "Social security expenses"),
        "6000-6799",
        line("pensions", ("Eläkekulut", "Pensionskostnader", "Pension expenses"), "6000-6299"),
        line(
            "other-social-security",
            ("Muut henkilösivukulut", "Övriga lönebikostnader", "Other social security expenses"),
            "6300-6799",
        ),
    ),
)

DEPRECIATION = group(
    "depreciation",
    (
        "Poistot ja arvonalentumiset",
        "Avskrivningar och nedskrivningar",
        "Depreciation, amortisation and reduction in value",
    ),
    "6800-6999",
    line(
        "planned-depreciation",
        (
            "Suunnitelman mukaiset poistot",
            "Avskrivningar enligt plan",
            "Depreciation and amortisation according to plan",
        ),
        "6800-6899",
    ),
    line(
        "non-current-reduction",
        (
            "Arvonalentumiset pysyvien vastaavien hyödykkeistä",
            "Nedskrivningar av tillgångar bland bestående aktiva",
            "Reduction in value of non-current assets",
        ),
        "6900-6989",
    ),
    line(
        "current-reduction",
        (
            "Vaihtuvien vastaavien poikkeukselliset arvonalentumiset",
            "Exceptionella nedskrivningar av rörliga aktiva",
            "Exceptional reduction in value of current assets",
        ),
        "6990-6999",
    ),
)

GROSS_PROFIT = group(
    "gross-profit",
    ("BRUTTOTULOS", "BRUTTORESULTAT", "GROSS PROFIT OR LOSS"),
    "3000-4999",
    line("turnover", ("LIIKEVAIHTO", "OMSÄTTNING", "NET TURNOVER"), "3000-3599"),
    line(
        "product-stock-variation",
        (
            "Valmiiden ja keskeneräisten tuotteiden varastojen muutos",
            "Förändring av lager av färdiga varor och varor under tillverkning",
            "Variation in stocks of finished goods and in work in progress",
        ),
        "3600-3629",
    ),
    line(
        "own-work",
        ("Valmistus omaan käyttöön", "Tillverkning för eget bruk", "Work performed for own purposes and capitalised"),
        "3630-3649",
    ),
    line(
        "other-income",
        ("Liiketoiminnan muut tuotot", "Övriga rörelseintäkter", "Other operating income"),
        "3650-3999",
    ),
    MATERIALS,
)

OPERATING = group(
    "operating-profit",
    ("LIIKEVOITTO (-TAPPIO)", "RÖRELSEVINST (-FÖRLUST)", "OPERATING PROFIT (LOSS)"),
    "3000-8999",
    GROSS_PROFIT,
    STAFF,
    DEPRECIATION,
    line(
        "other-expenses",
        ("Liiketoiminnan muut kulut", "Övriga rörelsekostnader", "Other operating expenses"),
        "7000-8989",
    ),
    total="below",
)

FINANCIAL = group(
    "financial",
    ("Rahoitustuotot ja -kulut", "Finansiella intäkter och kostnader", "Financial income and expenses"),
    "9000-9699",
    line(
        "income-from-group",
        (
            "Tuotot osuuksista saman konsernin yrityksissä",
            "Intäkter från andelar i företag inom samma koncern",
            "Income from group undertakings",
        ),
        "9000-9039",
    ),
    line(
        "income-from-interests",
        (
            "Tuotot osuuksista omistusyhteysyrityksissä",
            "Intäkter från andelar i ägarintresseföretag",
            "Income from participating interests",
        ),
        "9040-9079",
    ),
    line(
        "income-from-investments",
        (
            "Tuotot muista pysyvien vastaavien sijoituksista",
            "Intäkter från övriga placeringar bland bestående aktiva",
            "Income from other investments held as non-current assets",
        ),
        "9080-9149",
    ),
    line(
        "other-financial-income",
        (
            "Muut korko- ja rahoitustuotot",
            "Övriga ränteintäkter och finansiella intäkter",
            "Other interest and financial income",
        ),
        "9150-9299",
    ),
    line(
        "investment-reduction",
        (
            "Arvonalentumiset pysyvien vastaavien sijoituksista",
            "Nedskrivningar av placeringar bland bestående aktiva",
            "Reduction in value of investments held as non-current assets",
        ),
        "9300-9369",
    ),
    line(
        "securities-reduction",
        (
            "Arvonalentumiset vaihtuvien vastaavien rahoitusarvopapereista",
            "Nedskrivningar av finansiella värdepapper bland rörliga aktiva",
            "Reduction in value of investments held as current assets",
        ),
        "9370-9419",
    ),
    line(
        "financial-expenses",
        (
            "Korkokulut ja muut rahoituskulut",
            "Räntekostnader och övriga finansiella kostnader",
            "Interest and other financial expenses",
        ),
        "9420-9699",
    ),
)

APPROPRIATIONS = group(
    "appropriations",
    ("Tilinpäätössiirrot", "Bokslutsdispositioner", "Appropriations"),
    "9700-9899",
    line(
        "depreciation-difference-change",
        (
            "Poistoeron muutos",
            "Förändring av avskrivningsdifferens",
            "Change in cumulative accelerated depreciation",
        ),
    ),
    line(
        "tax-reserves-change",
        (
            "Verotusperusteisten varausten muutos",
            "Förändring av skattemässiga reserver",
            "Change in taxation-based reserves",
        ),
    ),
    line("group-contribution", ("Konserniavustus", "Koncernbidrag", "Group contribution")),
)

INCOME_STATEMENT = group(
    "result",
    ("TILIKAUDEN VOITTO (TAPPIO)", "RÄKENSKAPSPERIODENS VINST (FÖRLUST)", "PROFIT (LOSS) FOR THE FINANCIAL YEAR"),
    "3000-9999",
    group(
        "profit-before-appropriations",
        (
            "VOITTO (TAPPIO) ENNEN TILINPÄÄTÖSSIIRTOJA JA VEROJA",
            "VINST (FÖRLUST) FÖRE BOKSLUTSDISPOSITIONER OCH SKATTER",
            "PROFIT (LOSS) BEFORE APPROPRIATIONS AND TAXES",
        ),
        "3000-9699",
        OPERATING,
        FINANCIAL,
        total="below",
    ),
    APPROPRIATIONS,
    line("income-taxes", ("Tuloverot", "Inkomstskatt", "Income taxes"), "9900-9979"),
    line("other-taxes", ("Muut välittömät verot", "Övriga direkta skatter", "Other direct taxes"), "9980-9989"),
    total="below",
)
"""Income +, costs −: every figure is the accounts' balance with its sign turned."""

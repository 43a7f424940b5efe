"""The balance sheet: Accounting Decree (1339/1997) section 6, names as in its Finnish and Swedish texts.

Account ranges are those that the Finnish model charts share. The result of the year is computed, because nobody posts
it during the year; an opening receipt may carry it on 237x, which therefore stands with the earlier results.
"""

from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, VAT_CLEARING
from plugins.procountor.reports.layout import Line, Names, group, line

__all__ = ["ASSETS", "LIABILITIES"]

SUBORDINATED = ("Pääomalainat", "Kapitallån", "Subordinated loans")
BONDS = ("Joukkovelkakirja- ja vaihtovelkakirjalainat", "Masskuldebrevslån och konvertibla lån", "Bonds")
BANK_LOANS = ("Lainat rahoituslaitoksilta", "Skulder till kreditinstitut", "Amounts owed to credit institutions")
PENSION_LOANS = ("Eläkelainat", "Pensionslån", "Pension loans")
ADVANCES_RECEIVED = ("Saadut ennakot", "Erhållna förskott", "Advances received")
TRADE_CREDITORS = ("Ostovelat", "Leverantörsskulder", "Trade creditors")
BILLS = ("Rahoitusvekselit", "Finansieringsväxlar", "Bills of exchange")
OWED_TO_GROUP = (
    "Velat saman konsernin yrityksille",
    "Skulder till företag inom samma koncern",
    "Amounts owed to group undertakings",
)
OWED_TO_INTERESTS = (
    "Velat omistusyhteysyrityksille",
    "Skulder till ägarintresseföretag",
    "Amounts owed to participating interests",
)
OTHER_CREDITORS = ("Muut velat", "Övriga skulder", "Other creditors")
ACCRUALS = ("Siirtovelat", "Resultatregleringar", "Accruals and deferred income")
TRADE_DEBTORS = ("Myyntisaamiset", "Kundfordringar", "Trade debtors")
OWED_BY_GROUP = (
    "Saamiset saman konsernin yrityksiltä",
    "Fordringar hos företag inom samma koncern",
    "Amounts owed by group undertakings",
)
OWED_BY_INTERESTS = (
    "Saamiset omistusyhteysyrityksiltä",
    "Fordringar hos ägarintresseföretag",
    "Amounts owed by participating interests",
)
LOANS_GIVEN = ("Lainasaamiset", "Lånefordringar", "Loan receivables")
OTHER_DEBTORS = ("Muut saamiset", "Övriga fordringar", "Other debtors")
UNPAID_CAPITAL = ("Maksamattomat osakkeet/osuudet", "Obetalda aktier/andelar", "Subscribed capital unpaid")
PREPAYMENTS = ("Siirtosaamiset", "Resultatregleringar", "Prepayments and accrued income")
LONG_TERM, SHORT_TERM = ("Pitkäaikaiset", "Långfristiga", "Long-term"), ("Lyhytaikaiset", "Kortfristiga", "Short-term")
CLEARING = ("ALV, ei vielä koottu", "Moms som inte sammanställts", "VAT not yet summarised")
NOT_BALANCED = ("Ei täsmää", "Stämmer inte", "Does not balance")
DOWN_PAYMENTS = ("Ennakkomaksut", "Förskottsbetalningar", "Advance payments")

INTANGIBLE = group(
    "intangible-assets",
    ("Aineettomat hyödykkeet", "Immateriella tillgångar", "Intangible assets"),
    "1000-1099",
    line("development", ("Kehittämismenot", "Utvecklingsutgifter", "Development expenditure"), "1020-1029"),
    line("intangible-rights", ("Aineettomat oikeudet", "Immateriella rättigheter", "Intangible rights"), "1030-1049"),
    line("goodwill", ("Liikearvo", "Goodwill", "Goodwill"), "1050-1059"),
    line("group-goodwill", ("Konserniliikearvo", "Koncerngoodwill", "Consolidated goodwill"), "1060-1069"),
    line(
        "other-intangible-assets",
        ("Muut aineettomat hyödykkeet", "Övriga immateriella tillgångar", "Other intangible assets"),
        "1070-1089",
    ),
    line("intangible-advances", DOWN_PAYMENTS, "1090-1099"),
)

TANGIBLE = group(
    "tangible-assets",
    ("Aineelliset hyödykkeet", "Materiella tillgångar", "Tangible assets"),
    "1100-1399",
    line("land", ("Maa- ja vesialueet", "Mark- och vattenområden", "Land and waters"), "1100-1119"),
    line("buildings", ("Rakennukset ja rakennelmat", "Byggnader och konstruktioner", "Buildings"), "1120-1159"),
    line("machinery", ("Koneet ja kalusto", "Maskiner och inventarier", "Machinery and equipment"), "1160-1299"),
    line(
        "other-tangible-assets",
        ("Muut aineelliset hyödykkeet", "Övriga materiella tillgångar", "Other tangible assets"),
        "1300-1379",
    ),
    line(
        "construction",
        (
            "Ennakkomaksut ja keskeneräiset hankinnat",
            "Förskottsbetalningar och pågående nyanläggningar",
            "Advance payments and construction in progress",
        ),
        "1380-1399",
    ),
)

INVESTMENTS = group(
    "investments",
    ("Sijoitukset", "Placeringar", "Investments"),
    "1400-1499",
    line(
        "group-holdings",
        (
            "Osuudet saman konsernin yrityksissä",
            "Andelar i företag inom samma koncern",
            "Holdings in group undertakings",
        ),
        "1400-1409",
    ),
    line("investment-group-debtors", OWED_BY_GROUP, "1410-1419"),
    line(
        "participating-interests",
        ("Osuudet omistusyhteysyrityksissä", "Andelar i ägarintresseföretag", "Participating interests"),
        "1420-1429",
    ),
    line("investment-interest-debtors", OWED_BY_INTERESTS, "1430-1439"),
    line(
        "other-shares",
        ("Muut osakkeet ja osuudet", "Övriga aktier och andelar", "Other shares and similar rights of ownership"),
        "1440-1469",
    ),
    line("investment-other-debtors", OTHER_DEBTORS, "1470-1499"),
)

STOCKS = group(
    "stocks",
    ("Vaihto-omaisuus", "Omsättningstillgångar", "Stocks"),
    "1500-1599",
    line("raw-materials", ("Aineet ja tarvikkeet", "Material och förnödenheter", "Raw materials"), "1500-1509"),
    line("work-in-progress", ("Keskeneräiset tuotteet", "Varor under tillverkning", "Work in progress"), "1510-1519"),
    line(
        "finished-goods",
        ("Valmiit tuotteet/tavarat", "Färdiga produkter/varor", "Finished products/goods"),
        "1520-1539",
    ),
    line("other-stocks", ("Muu vaihto-omaisuus", "Övriga omsättningstillgångar", "Other stocks"), "1540-1549"),
    line("stock-advances", DOWN_PAYMENTS, "1550-1559"),
)

DEBTORS = group(
    "debtors",
    ("Saamiset", "Fordringar", "Debtors"),
    "1600-1859",
    group(
        "long-term-debtors",
        LONG_TERM,
        "1600-1699",
        line("long-term-trade-debtors", TRADE_DEBTORS, "1600-1629"),
        line("long-term-group-debtors", OWED_BY_GROUP, "1630-1639"),
        line("long-term-interest-debtors", OWED_BY_INTERESTS, "1640-1649"),
        line("long-term-loans-given", LOANS_GIVEN, "1650-1659"),
        line("long-term-other-debtors", OTHER_DEBTORS, "1660-1669"),
        line("long-term-unpaid-capital", UNPAID_CAPITAL, "1670-1679"),
        line("long-term-prepayments", PREPAYMENTS, "1680-1689"),
        line(
            "deferred-tax-assets",
            ("Laskennalliset verosaamiset", "Uppskjutna skattefordringar", "Deferred tax assets"),
            "1690-1699",
        ),
    ),
    group(
        "short-term-debtors",
        SHORT_TERM,
        "1700-1859",
        line("trade-debtors", TRADE_DEBTORS, "1700-1729"),
        line("group-debtors", OWED_BY_GROUP, "1730-1739"),
        line("interest-debtors", OWED_BY_INTERESTS, "1740-1749"),
        line("loans-given", LOANS_GIVEN, "1750-1759"),
        line("other-debtors", OTHER_DEBTORS, "1760-1779"),
        line("vat-clearing-debit", CLEARING, accounts=(VAT_CLEARING,), when="debit", purpose="clearing"),
        line("unpaid-capital", UNPAID_CAPITAL, "1780-1799"),
        line("prepayments", PREPAYMENTS, "1800-1849"),
    ),
)

ASSETS = group(
    "assets",
    ("VASTAAVAA YHTEENSÄ", "AKTIVA SAMMANLAGT", "TOTAL ASSETS"),
    "1000-1999",
    group(
        "non-current-assets",
        ("PYSYVÄT VASTAAVAT", "BESTÅENDE AKTIVA", "NON-CURRENT ASSETS"),
        "1000-1499",
        INTANGIBLE,
        TANGIBLE,
        INVESTMENTS,
    ),
    group(
        "current-assets",
        ("VAIHTUVAT VASTAAVAT", "RÖRLIGA AKTIVA", "CURRENT ASSETS"),
        "1500-1999",
        STOCKS,
        DEBTORS,
        line("securities", ("Rahoitusarvopaperit", "Finansiella värdepapper", "Securities"), "1860-1899"),
        line("cash", ("Rahat ja pankkisaamiset", "Kassa och bank", "Cash at bank and in hand"), "1900-1999"),
    ),
    line("unbalanced-debit", NOT_BALANCED, accounts=(UNBALANCED,), when="debit", purpose="unbalanced"),
    total="below",
    head=Names("VASTAAVAA", "AKTIVA", "ASSETS"),
)
"""Debit +."""

EQUITY = group(
    "equity",
    ("OMA PÄÄOMA", "EGET KAPITAL", "CAPITAL AND RESERVES"),
    "2000-2399",
    line(
        "capital",
        (
            "Osake-, osuus- tai muu vastaava pääoma",
            "Aktie-, andels- eller motsvarande kapital",
            "Share capital or other capital",
        ),
        "2000-2019 2100-2109 2150-2159 2180-2189 2200-2209",
    ),
    line("share-premium", ("Ylikurssirahasto", "Överkursfond", "Share premium account"), "2020-2029"),
    line("revaluation", ("Arvonkorotusrahasto", "Uppskrivningsfond", "Revaluation reserve"), "2030-2039"),
    line("other-reserves", ("Muut rahastot", "Övriga fonder", "Other reserves"), "2050-2099"),
    line(
        "retained-earnings",
        (
            "Edellisten tilikausien voitto (tappio)",
            "Balanserad vinst (förlust) från tidigare räkenskapsperioder",
            "Retained earnings (loss)",
        ),
        "2250-2329 2370-2379",
        accounts=(EARLIER_RESULT,),
    ),
    line("capital-shortfall", ("Pääomavajaus", "Kapitalunderskott", "Capital shortfall"), "2330-2339"),
    line("private-accounts", ("Yksityistilit", "Privatkonton", "Private accounts"), "2340-2369"),
    line(
        "result-of-year",
        (
            "Tilikauden voitto (tappio)",
            "Räkenskapsperiodens vinst (förlust)",
            "Profit (loss) for the financial year",
        ),
        "3000-9999",
        purpose="result",
    ),
    line("capital-loans", SUBORDINATED, "2380-2389"),
    line("minority-shares", ("Vähemmistöosuus", "Minoritetsandelar", "Minority shares"), "2390-2399"),
)

APPROPRIATIONS = group(
    "accumulated-appropriations",
    (
        "TILINPÄÄTÖSSIIRTOJEN KERTYMÄ",
        "ACKUMULERADE BOKSLUTSDISPOSITIONER",
        "ACCUMULATED APPROPRIATIONS",
    ),
    "2400-2499",
    line("depreciation-difference", ("Poistoero", "Avskrivningsdifferens", "Depreciation difference"), "2400-2449"),
    line(
        "tax-reserves",
        ("Verotusperusteiset varaukset", "Skattemässiga reserver", "Taxation-based reserves"),
        "2450-2499",
    ),
)

PROVISIONS = group(
    "provisions",
    ("PAKOLLISET VARAUKSET", "AVSÄTTNINGAR", "PROVISIONS"),
    "2500-2599",
    line("pension-provisions", ("Eläkevaraukset", "Pensionsavsättningar", "Pension provisions"), "2500-2529"),
    line("tax-provisions", ("Verovaraukset", "Skatteavsättningar", "Tax provisions"), "2530-2549"),
    line("other-provisions", ("Muut pakolliset varaukset", "Övriga avsättningar", "Other provisions"), "2550-2599"),
)


def _creditors(term: str, names: tuple[str, str, str], first: str, *more: Line) -> Line:
    """Write the creditors of a term; the short-term lines lie 200 above the long-term ones."""
    hundreds = {"26": first, "27": f"{int(first) + 1}"}

    def at(ranges: str) -> str:
        return " ".join("-".join(hundreds[end[:2]] + end[2:] for end in each.split("-")) for each in ranges.split())

    return group(
        f"{term}-creditors",
        names,
        at("2600-2799"),
        line(f"{term}-subordinated", SUBORDINATED, at("2600-2609")),
        line(f"{term}-bonds", BONDS, at("2610-2619")),
        line(f"{term}-bank-loans", BANK_LOANS, at("2620-2649")),
        line(f"{term}-pension-loans", PENSION_LOANS, at("2650-2659")),
        line(f"{term}-advances-received", ADVANCES_RECEIVED, at("2660-2669")),
        line(f"{term}-trade-creditors", TRADE_CREDITORS, at("2670-2689")),
        line(f"{term}-bills", BILLS, at("2690-2699")),
        line(f"{term}-group-creditors", OWED_TO_GROUP, at("2700-2709")),
        line(f"{term}-interest-creditors", OWED_TO_INTERESTS, at("2710-2719")),
        line(f"{term}-other-creditors", OTHER_CREDITORS, at("2720-2749")),
        *more,
    )


CREDITORS = group(
    "creditors",
    ("VIERAS PÄÄOMA", "FRÄMMANDE KAPITAL", "CREDITORS"),
    "2600-2999",
    _creditors(
        "long-term",
        ("Pitkäaikainen", "Långfristigt", "Long-term"),
        "26",
        line("long-term-accruals", ACCRUALS, "2750-2799"),
    ),
    _creditors(
        "short-term",
        ("Lyhytaikainen", "Kortfristigt", "Short-term"),
        "28",
        line("vat-clearing-credit", CLEARING, accounts=(VAT_CLEARING,), when="credit", purpose="clearing"),
        line("short-term-accruals", ACCRUALS, "2950-2979"),
        line(
            "deferred-tax-liabilities",
            ("Laskennalliset verovelat", "Uppskjutna skatteskulder", "Deferred tax liabilities"),
            "2980-2989",
        ),
    ),
)

LIABILITIES = group(
    "liabilities",
    ("VASTATTAVAA YHTEENSÄ", "PASSIVA SAMMANLAGT", "TOTAL CAPITAL, RESERVES AND LIABILITIES"),
    "2000-2999",
    EQUITY,
    APPROPRIATIONS,
    PROVISIONS,
    CREDITORS,
    line("unbalanced-credit", NOT_BALANCED, accounts=(UNBALANCED,), when="credit", purpose="unbalanced"),
    total="below",
    head=Names("VASTATTAVAA", "PASSIVA", "CAPITAL, RESERVES AND LIABILITIES"),
)
"""Credit +, the computed result of the year among them."""

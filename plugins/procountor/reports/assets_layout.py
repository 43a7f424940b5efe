"""Assets: Accounting Decree (1339/1997) section 6, names as in its Finnish and Swedish texts.

Account ranges are those that the Finnish model charts share.
"""

from hub.sdk.accounting import UNBALANCED, VAT_CLEARING
from plugins.procountor.names import Names
from plugins.procountor.reports.layout import group, line
from plugins.procountor.reports.words import VIRTUAL

__all__ = ["ASSETS"]

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
        line("vat-clearing-debit", VIRTUAL[VAT_CLEARING], accounts=(VAT_CLEARING,), when="debit", purpose="clearing"),
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
    line("unbalanced-debit", VIRTUAL[UNBALANCED], accounts=(UNBALANCED,), when="debit", purpose="unbalanced"),
    total="below",
    head=Names("VASTAAVAA", "AKTIVA", "ASSETS"),
)
"""Debit +."""

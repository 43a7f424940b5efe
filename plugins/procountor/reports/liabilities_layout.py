"""Equity and liabilities: Accounting Decree (1339/1997) section 6, names as in its Finnish and Swedish texts.

Account ranges are those that the Finnish model charts share. The result of the year is computed, because nobody posts
it during the year; an opening receipt may carry it on 237x, which therefore stands with the earlier results.
"""

from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, VAT_CLEARING
from plugins.procountor.names import Names
from plugins.procountor.reports.layout import Line, group, line
from plugins.procountor.reports.words import VIRTUAL

__all__ = ["LIABILITIES"]

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
        line("vat-clearing-credit", VIRTUAL[VAT_CLEARING], accounts=(VAT_CLEARING,), when="credit", purpose="clearing"),
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
    line("unbalanced-credit", VIRTUAL[UNBALANCED], accounts=(UNBALANCED,), when="credit", purpose="unbalanced"),
    total="below",
    head=Names("VASTATTAVAA", "PASSIVA", "CAPITAL, RESERVES AND LIABILITIES"),
)
"""Credit +, the computed result of the year among them."""

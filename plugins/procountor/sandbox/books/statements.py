"""The sandbox's own income statement and balance sheet, in the order of the Finnish layouts by nature.

Accounting Decree 1339/1997, sections 1 and 6, main lines only. The balance sheet's result is what balances it, so
before a month's VAT summary it differs from the result of the income statement.
"""

from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO

__all__ = ["BALANCE_SHEET", "INCOME_STATEMENT", "ReportRow", "statement"]

INCOME_STATEMENT, BALANCE_SHEET = "INCOME_STATEMENT", "BALANCE_SHEET"
_BALANCE, _FUNCTION = "BALANCE", "ROW_FUNCTION"

# row id, name, formula: account ranges with the print's sign before them, or the rows a subtotal adds up
_INCOME_LINES = (
    (1, "LIIKEVAIHTO", "-3000..3599"),
    (2, "Valmiiden ja keskeneräisten tuotteiden varastojen muutos", "-3600..3629"),
    (3, "Valmistus omaan käyttöön", "-3630..3649"),
    (4, "Liiketoiminnan muut tuotot", "-3650..3999"),
    (5, "Materiaalit ja palvelut", "-4000..4999"),
    (6, "Henkilöstökulut", "-5000..6799"),
    (7, "Poistot ja arvonalentumiset", "-6800..6999"),
    (8, "Liiketoiminnan muut kulut", "-7000..8999"),
    (9, "LIIKEVOITTO (-TAPPIO)", "R1+R2+R3+R4+R5+R6+R7+R8"),
    (10, "Rahoitustuotot ja -kulut", "-9000..9699"),
    (11, "VOITTO (TAPPIO) ENNEN TILINPÄÄTÖSSIIRTOJA JA VEROJA", "R9+R10"),
    (12, "Tilinpäätössiirrot", "-9700..9899"),
    (13, "Tuloverot", "-9900..9979"),
    (14, "Muut välittömät verot", "-9980..9999"),
    (15, "TILIKAUDEN VOITTO (TAPPIO)", "R11+R12+R13+R14"),
)
# as a company that has edited its report might have it: other rows, shares among them, and one after the result
_OWN_INCOME_LINES = (
    (1, "Tavaramyynti", "-3000..3199"),
    (2, "Muu myynti ja oikaisut", "-3200..3599"),
    (3, "MYYNTI", "R1+R2"),
    (4, "Materiaalit ja palvelut", "-4000..4999"),
    (5, "MYYNTIKATE", "R3+R4"),
    (6, "Myyntikate-%", "R5/R3*100"),
    (7, "Muut tuotot", "-3600..3999"),
    (8, "Palkat", "-5000..5999"),
    (9, "Sivukulut", "-6000..6799"),
    (10, "Toimitilat, markkinointi ja muut kulut", "-7000..8999"),
    (11, "KÄYTTÖKATE", "R5+R7+R8+R9+R10"),
    (12, "Poistot", "-6800..6999"),
    (13, "Rahoitus, tilinpäätössiirrot ja verot", "-9000..9999"),
    (14, "TILIKAUDEN VOITTO (TAPPIO)", "R11+R12+R13"),
    (15, "Henkilöstökulut yhteensä", "R8+R9"),
)
_BALANCE_LINES = (
    (101, "Aineettomat hyödykkeet", "+1000..1099"),
    (102, "Aineelliset hyödykkeet", "+1100..1399"),
    (103, "Sijoitukset", "+1400..1499"),
    (104, "PYSYVÄT VASTAAVAT", "R101+R102+R103"),
    (105, "Vaihto-omaisuus", "+1500..1599"),
    (106, "Saamiset", "+1600..1859"),
    (107, "Rahoitusarvopaperit", "+1860..1899"),
    (108, "Rahat ja pankkisaamiset", "+1900..1999"),
    (109, "VAIHTUVAT VASTAAVAT", "R105+R106+R107+R108"),
    (110, "VASTAAVAA", "R104+R109"),
    (111, "Osakepääoma ja rahastot", "-2000..2249"),
    (112, "Edellisten tilikausien voitto (tappio)", "-2250..2379"),
    (113, "Tilikauden voitto (tappio)", "+1000..2999"),
    (114, "Pääomalainat ja vähemmistöosuus", "-2380..2399"),
    (115, "OMA PÄÄOMA", "R111+R112+R113+R114"),
    (116, "TILINPÄÄTÖSSIIRTOJEN KERTYMÄ", "-2400..2499"),
    (117, "PAKOLLISET VARAUKSET", "-2500..2599"),
    (118, "Pitkäaikainen vieras pääoma", "-2600..2799"),
    (119, "Lyhytaikainen vieras pääoma", "-2800..2999"),
    (120, "VIERAS PÄÄOMA", "R118+R119"),
    (121, "VASTATTAVAA", "R115+R116+R117+R120"),
)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of a statement as printed: income, assets, equity and creditors positive, costs negative."""

    row_id: int
    type: str  # BALANCE (sum of accounts) or ROW_FUNCTION (sum of other rows)
    name: str
    value: Decimal
    formula: str


def statement(kind: str, sums: dict[str, Decimal], *, own_layout: bool = False) -> list[ReportRow]:
    """Lay out sums per account, debit positive, as a statement.

    :param own_layout: whether the company has edited the rows of its income statement
    :raises KeyError: the kind is neither INCOME_STATEMENT nor BALANCE_SHEET
    """
    income = _OWN_INCOME_LINES if own_layout else _INCOME_LINES
    lines = {INCOME_STATEMENT: income, BALANCE_SHEET: _BALANCE_LINES}[kind]
    rows: dict[int, ReportRow] = {}
    for row_id, name, formula in lines:
        rows[row_id] = _row(row_id, name, formula, (sums, rows))
    return list(rows.values())


def _row(row_id: int, name: str, formula: str, known: tuple[dict[str, Decimal], dict[int, ReportRow]]) -> ReportRow:
    sums, rows = known
    if "/" in formula:
        return ReportRow(row_id, _FUNCTION, name, _share(formula, rows), formula)
    if formula.startswith("R"):
        value = sum((rows[int(part[1:])].value for part in formula.split("+")), ZERO)
        return ReportRow(row_id, _FUNCTION, name, value, formula)
    return ReportRow(row_id, _BALANCE, name, _of_accounts(sums, formula), formula)


def _share(formula: str, rows: dict[int, ReportRow]) -> Decimal:
    part, whole = (rows[int(each[1:])].value for each in formula.removesuffix("*100").split("/"))
    return (part * 100 / whole).quantize(Decimal("0.0001")) if whole else ZERO


def _of_accounts(sums: dict[str, Decimal], formula: str) -> Decimal:
    first, last = formula[1:].split("..")
    value = sum((amount for code, amount in sums.items() if first <= code[:4] <= last), ZERO)
    return -value if formula[0] == "-" else value

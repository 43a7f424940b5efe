"""Reading SIE type 4 files, the exchange format of Swedish accounting programs (sie.se, SIE filformat 4B)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from .money import CENT, ZERO

__all__ = ["SieFile", "SieObject", "SieRow", "SieVoucher", "parse"]

_LOST_LETTER = b"\xef\xbf\xbd"  # what some program wrote where it could not read a letter itself


@dataclass(frozen=True, slots=True)
class SieRow:
    """A #TRANS line; amounts debit positive."""

    account: str
    amount: Decimal
    objects: tuple[tuple[str, str], ...]  # (dimension, object)
    text: str


@dataclass(slots=True)
class SieVoucher:
    """A #VER with its lines."""

    series: str
    number: str
    day: date
    text: str
    rows: list[SieRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SieObject:
    """An #OBJEKT: one item of a dimension."""

    dimension: str
    code: str
    name: str


@dataclass(slots=True)
class SieFile:
    """What a file says of its current year (year 0)."""

    name: str = ""
    organisation: str = ""
    start: date = date.min
    end: date = date.max
    accounts: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: list[SieObject] = field(default_factory=list)
    opening: dict[str, Decimal] = field(default_factory=dict)
    closing: dict[str, Decimal] = field(default_factory=dict)
    results: dict[str, Decimal] = field(default_factory=dict)
    vouchers: list[SieVoucher] = field(default_factory=list)


def parse(path: Path) -> SieFile:
    """Read a file in code page 437; letters lost before the file was written become question marks.

    Lines a program added or struck out later (#RTRANS, #BTRANS) are skipped: what counts stands as #TRANS beside them.

    :raises ValueError: it is no SIE 4 file, or a line of it has too few fields
    """
    text = path.read_bytes().replace(_LOST_LETTER, b"?").decode("cp437")
    file = SieFile()
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        fields = list(_fields(line))
        if fields and fields[0].startswith("#"):
            seen.add(fields[0])
            _read(file, fields, f"{path.name}, line {number}")
    if not {"#SIETYP", "#RAR"} <= seen:
        raise ValueError(f"{path.name} is not a SIE 4 file: it names no type and no fiscal year.")
    return file


def _read(file: SieFile, fields: list[str], place: str) -> None:
    reader = _READERS.get(fields[0])
    if reader is None:
        return
    try:
        reader(file, fields[1:])
    except (IndexError, ArithmeticError, ValueError) as error:
        raise ValueError(f"{place}: {fields[0]} cannot be read ({' '.join(fields[1:])}).") from error


def _read_name(file: SieFile, fields: list[str]) -> None:
    file.name = fields[0]


def _read_organisation(file: SieFile, fields: list[str]) -> None:
    file.organisation = fields[0]


def _read_type(file: SieFile, fields: list[str]) -> None:
    if fields[0] != "4":
        raise ValueError(fields[0])


def _read_year(file: SieFile, fields: list[str]) -> None:
    if fields[0] == "0":
        file.start, file.end = _day(fields[1]), _day(fields[2])


def _read_account(file: SieFile, fields: list[str]) -> None:
    file.accounts[fields[0]] = fields[1]


def _read_dimension(file: SieFile, fields: list[str]) -> None:
    file.dimensions[fields[0]] = fields[1]


def _read_object(file: SieFile, fields: list[str]) -> None:
    file.objects.append(SieObject(fields[0], fields[1], fields[2]))


def _read_opening(file: SieFile, fields: list[str]) -> None:
    _balance(file.opening, fields)


def _read_closing(file: SieFile, fields: list[str]) -> None:
    _balance(file.closing, fields)


def _read_result(file: SieFile, fields: list[str]) -> None:
    _balance(file.results, fields)


def _read_voucher(file: SieFile, fields: list[str]) -> None:
    text = fields[3] if len(fields) > 3 else ""
    file.vouchers.append(SieVoucher(fields[0], fields[1], _day(fields[2]), text))


def _read_row(file: SieFile, fields: list[str]) -> None:
    objects = list(_fields(fields[1].strip("{}")))
    pairs = tuple(zip(objects[::2], objects[1::2], strict=True))
    text = fields[4] if len(fields) > 4 else ""
    file.vouchers[-1].rows.append(SieRow(fields[0], _amount(fields[2]), pairs, text))


_READERS = {
    "#FNAMN": _read_name,
    "#ORGNR": _read_organisation,
    "#SIETYP": _read_type,
    "#RAR": _read_year,
    "#KONTO": _read_account,
    "#DIM": _read_dimension,
    "#UNDERDIM": _read_dimension,
    "#OBJEKT": _read_object,
    "#IB": _read_opening,
    "#UB": _read_closing,
    "#RES": _read_result,
    "#VER": _read_voucher,
    "#TRANS": _read_row,
}


def _balance(balances: dict[str, Decimal], fields: list[str]) -> None:
    if fields[0] == "0":
        balances[fields[1]] = balances.get(fields[1], ZERO) + _amount(fields[2])


def _amount(text: str) -> Decimal:
    return Decimal(text).quantize(CENT)


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _fields(line: str) -> Iterator[str]:
    """Split a line at blanks; quoted strings and braced object lists stay whole, a quote escaped inside them too."""
    place = 0
    while place < len(line):
        if line[place].isspace():
            place += 1
            continue
        taken, place = _field(line, place)
        yield taken


def _field(line: str, place: int) -> tuple[str, int]:
    if line[place] == '"':
        return _quoted(line, place)
    if line[place] == "{":
        end = line.find("}", place)
        return (line[place:], len(line)) if end < 0 else (line[place : end + 1], end + 1)
    end = place
    while end < len(line) and not line[end].isspace():
        end += 1
    return line[place:end], end


def _quoted(line: str, place: int) -> tuple[str, int]:
    taken, end = [], place + 1
    while end < len(line) and line[end] != '"':
        if line[end] == "\\" and line[end + 1 : end + 2] == '"':
            end += 1
        taken.append(line[end])
        end += 1
    return "".join(taken), end + 1

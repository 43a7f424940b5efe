"""What the VAT overview calls things, in the languages of Finnish accounts."""

from collections.abc import Iterable, Iterator

from hub.sdk.reports import VatKind, VatMonth
from hub.sdk.texts import plural
from plugins.procountor.names import Names
from plugins.procountor.reports.words import Words

__all__ = ["COLUMNS", "NAMES", "SIDES", "STATES", "about_numbers", "kind_name", "month_name", "side_total"]

COLUMNS = {
    "base": Names("Veron peruste", "Beskattningsunderlag", "Base"),
    "vat": Names("ALV", "Moms", "VAT"),
    "deductible": Names("Vähennettävä", "Avdragsgill", "Deductible"),
    "summarised": Names("ALV-yhteenvedoissa", "I momssammandrag", "In VAT summaries"),
    "left": Names("Ei vielä koottu", "Inte sammanställd", "Not yet summarised"),
}
SIDES = {
    "sales": Names("Myynti", "Försäljning", "Sales"),
    "purchase": Names("Ostot", "Inköp", "Purchases"),
    "other": Names(
        "Ei ilmoitettu myynniksi eikä ostoksi", "Varken försäljning eller inköp", "Told as neither sales nor purchases"
    ),
}
TOTALS = {
    "sales": Names("Myynti yhteensä", "Försäljning totalt", "Sales in all"),
    "purchase": Names("Ostot yhteensä", "Inköp totalt", "Purchases in all"),
    "other": Names("Muut yhteensä", "Övriga totalt", "Others in all"),
}
# Procountor's numbers vary with the company; of these two its own examples tell the meaning
STATUSES = {
    1: Names("Kotimaa", "Inrikes", "Domestic"),
    12: Names("Ei ALV-käsittelyä", "Ingen momshantering", "No VAT handling"),
}
NAMES = {
    "status": Names("ALV-status {number}", "Momsstatus {number}", "VAT status {number}"),
    "none": Names("ei ALV-statusta", "utan momsstatus", "without VAT status"),
    "lacking": Names("tositteilla ei ole veroa", "verifikaten saknar moms", "receipts carry no VAT"),
    "pay": Names("Palkat", "Löner", "Salaries"),
    "months": Names(
        "ALV-kuukaudet: myynnin vero − ostojen vero",
        "Momsmånader: moms på försäljning − moms på inköp",
        "VAT months: VAT of sales − VAT of purchases",
    ),
    "months_total": Names("Kuukaudet yhteensä", "Månaderna totalt", "Months in all"),
    "balance": Names(
        "ALV, ei vielä koottu: saldo {day}", "Moms som inte sammanställts: saldo {day}", "VAT not yet summarised: {day}"
    ),
    "bridge": Names("ALV-kuukausista saldoon", "Från momsmånader till saldo", "From VAT months to the balance"),
    "these": Names("Näiltä ALV-kuukausilta", "Från dessa momsmånader", "Of these VAT months"),
    "others": Names("Muilta ALV-kuukausilta", "Från andra momsmånader", "Of other VAT months"),
    "outside": Names(
        "Kirjattu muille päiville, ei saldossa {day}",
        "Bokfört på andra dagar, inte i saldot {day}",
        "Booked on other days, not in the balance of {day}",
    ),
    "difference": Names("Selvittämätön ero", "Oförklarad skillnad", "Difference that nothing explains"),
}
STATES = {
    "unread": Names("kaikkea ei ole vielä luettu", "allt har inte lästs än", "not all has been read yet"),
    "done": Names("koottu", "sammanställd", "summarised"),
    "outdated": Names(
        "ALV-yhteenveto vanhentunut, ero {amount}",
        "momssammandraget är föråldrat med {amount}",
        "VAT summary out of date by {amount}",
    ),
    "nothing": Names("ei koottavaa", "inget att sammanställa", "nothing to summarise"),
    "missing": Names(
        "ALV-yhteenveto puuttuu, eräpäivä oli {day}",
        "momssammandrag saknas, förföll {day}",
        "VAT summary missing, was due {day}",
    ),
    "not_due": Names(
        "ei vielä koottu, eräpäivä {day}", "inte sammanställd än, förfaller {day}", "not summarised yet, due {day}"
    ),
}


def side_total(side: str, words: Words) -> str:
    """Name the sum of a side."""
    return words.name(TOTALS[side])


def kind_name(kind: VatKind, words: Words) -> str:
    """Name rows by their VAT status and rate."""
    if kind.private:
        return words.name(NAMES["pay"])
    percent = None if kind.percent is None else words.rate(kind.percent)
    lacking = None if kind.carried else words.name(NAMES["lacking"])
    return ", ".join(filter(None, (_status(kind.status, words), percent, lacking)))


def about_numbers(kinds: Iterable[VatKind]) -> Iterator[str]:
    """Say why statuses stand there as numbers."""
    numbers = sorted({each.status for each in kinds if each.status is not None} - set(STATUSES))
    if numbers:
        yield plural(
            "VAT status %(statuses)s is shown as its number: statuses vary with the company. Procountor says what it "
            "stands for.",
            "VAT statuses %(statuses)s are shown as their numbers: statuses vary with the company. Procountor says "
            "what they stand for.",
            len(numbers),
            statuses=tuple(map(str, numbers)),
        )


def month_name(month: VatMonth, state: str, words: Words, *, day: str) -> str:
    """Name a VAT month with how far it is summarised.

    :param state: one of ``STATES``
    :param day: when its VAT is due
    """
    said = words.name(STATES[state]).format(day=day, amount=words.money(-month.left))
    return f"{words.month(month.month)}: {said}"


def _status(number: int | None, words: Words) -> str:
    if number is None:
        return words.name(NAMES["none"])
    numbered = words.name(NAMES["status"]).format(number=number)
    return f"{words.name(STATUSES[number])} ({number})" if number in STATUSES else numbered

"""What receivables and payables are called, in the languages of Finnish accounts, and the sentences beside them."""

from collections.abc import Mapping

from hub.sdk.invoices import Side
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.reports.layout import Line, line

__all__ = ["ACCOUNTS", "BUCKET_NAMES", "NAMES", "WHY"]

BUCKET_NAMES: Mapping[str, Names] = {
    "not-due": Names("Erääntymätön", "Ej förfallet", "Not due"),
    "30": Names("1–30 pv", "1–30 dgr", "1–30 days"),
    "60": Names("31–60 pv", "31–60 dgr", "31–60 days"),
    "90": Names("61–90 pv", "61–90 dgr", "61–90 days"),
    "older": Names("Yli 90 pv", "Över 90 dgr", "Over 90 days"),
}
NAMES: Mapping[str, Names] = {
    "date": Names("Laskun päivä", "Fakturadatum", "Invoice date"),
    "due": Names("Eräpäivä", "Förfallodag", "Due date"),
    "open": Names("Avoinna {day}", "Öppet {day}", "Open {day}"),
    "invoices": Names("Avoimet laskut yhteensä", "Öppna fakturor totalt", "Open invoices in all"),
    "difference": Names(
        "Erotus: tilit − avoimet laskut",
        "Skillnad: konton − öppna fakturor",
        "Difference: accounts − open invoices",
    ),
    "credit-note": Names("hyvityslasku", "kreditfaktura", "credit note"),
    "overpaid": Names("maksettu liikaa", "överbetald", "overpaid"),
    "nameless": Names("Ilman nimeä", "Utan namn", "Without a name"),
}
ACCOUNTS: Mapping[Side, Line] = {
    "sales": line("ledger", ("Tileillä 1700–1729", "På kontona 1700–1729", "On accounts 1700–1729"), "1700-1729"),
    "purchase": line("ledger", ("Tileillä 2870–2889", "På kontona 2870–2889", "On accounts 2870–2889"), "2870-2889"),
}
"""Short-term trade debtors and trade creditors, as the balance sheet has them."""

WHY: Mapping[Side, str] = {
    "sales": _(
        "These accounts may carry more than sales invoices: journals, advances, opening balances from before "
        "Procountor, and payments that are booked but not allocated to an invoice."
    ),
    "purchase": _(
        "Account 2880 also carries salaries, travel and expense claims and taxes until they are paid; and payments "
        "that are booked but not allocated to an invoice are on these accounts, too."
    ),
}

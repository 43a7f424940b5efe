"""What people call the types and statuses of Procountor's receipts, in the languages of Finnish accounts.

The English name is a message, which the hub's own pages translate; the Finnish and Swedish ones are for reports.
"""

from typing import NamedTuple

from hub.sdk.texts import text as _

__all__ = ["STATUSES", "TYPES", "Names"]


class Names(NamedTuple):
    """A name in the languages of Finnish accounts."""

    fi: str
    sv: str
    en: str

    def of(self, language: str) -> str:
        """Give the name in a language, English where there is none."""
        return {"fi": self.fi, "sv": self.sv}.get(language[:2], self.en)


TYPES = {
    "BANK_STATEMENT_AS_RECEIPT": Names("Tiliote", "Kontoutdrag", _("Bank statement")),
    "BILL_OF_CHARGES": Names("Kululasku", "Kostnadsräkning", _("Expense claim")),
    "EMPLOYER_CONTRIBUTION": Names("Työnantajasuoritus", "Arbetsgivarprestation", _("Employer's contributions")),
    "JOURNAL": Names("Muistiotosite", "Memorialverifikat", _("Journal")),
    "OFFER": Names("Tarjous", "Offert", _("Offer")),
    "PERIODIC_TAX_RETURN": Names("Oma-aloitteisten verojen ilmoitus", "Skattedeklaration", _("Tax return")),
    "PURCHASE_INVOICE": Names("Ostolasku", "Inköpsfaktura", _("Purchase invoice")),
    "PURCHASE_ORDER": Names("Ostotilaus", "Inköpsorder", _("Purchase order")),
    "RECEIPT_FOR_OPENING_ACCOUNTS": Names("Tilinavaus", "Ingående balans", _("Opening balances")),
    "REFERENCE_PAYMENT": Names("Viitemaksu", "Referensbetalning", _("Reference payment")),
    "SALARY": Names("Palkka", "Lön", _("Salary")),
    "SALES_INVOICE": Names("Myyntilasku", "Försäljningsfaktura", _("Sales invoice")),
    "SALES_ORDER": Names("Myyntitilaus", "Försäljningsorder", _("Sales order")),
    "TRACKING_PERIOD_OPENING_RECEIPT": Names(
        "Seurantakauden avaus", "Periodöppning", _("Opening of a tracking period")
    ),
    "TRAVEL_INVOICE": Names("Matkalasku", "Reseräkning", _("Travel invoice")),
    "TRAVEL_PLAN": Names("Matkasuunnitelma", "Reseplan", _("Travel plan")),
    "VAT_FORM": Names("Valvontailmoitus", "Periodskattedeklaration", _("VAT return")),
    "VAT_SUMMARY": Names("ALV-yhteenveto", "Momssammandrag", _("VAT summary")),
}

STATUSES = {
    "APPROVED": Names("Hyväksytty", "Godkänd", _("Approved")),
    "DELETED": Names("Poistettu", "Raderad", _("Deleted")),
    "EMPTY": Names("Ei tilaa", "Ingen status", _("No status")),
    "INVALIDATED": Names("Mitätöity", "Makulerad", _("Invalidated")),
    "INVOICED": Names("Laskutettu", "Fakturerad", _("Invoiced")),
    "MARKED_PAID": Names("Merkitty maksetuksi", "Markerad som betald", _("Marked as paid")),
    "NOT_SENT": Names("Ei lähetetty", "Inte skickad", _("Not sent")),
    "OVERRIDDEN": Names("Korvattu", "Ersatt", _("Replaced by another")),
    "PAID": Names("Maksettu", "Betald", _("Paid")),
    "PARTLY_PAID": Names("Osittain maksettu", "Delvis betald", _("Partly paid")),
    "PAYMENT_DENIED": Names("Maksu hylätty", "Betalningen avvisad", _("Payment denied")),
    "PAYMENT_QUEUED": Names("Maksujonossa", "I betalningskön", _("Payment queued")),
    "PAYMENT_SENT_TO_BANK": Names("Maksu lähetetty pankkiin", "Betalningen skickad till banken", _("Sent to the bank")),
    "PAYMENT_TRANSACTION_REMOVED": Names(
        "Maksutapahtuma poistettu", "Betalningshändelsen borttagen", _("Payment removed")
    ),
    "RECEIVED": Names("Vastaanotettu", "Mottagen", _("Received")),
    "SENT": Names("Lähetetty", "Skickad", _("Sent")),
    "STARTED": Names("Aloitettu", "Påbörjad", _("Started")),
    "UNFINISHED": Names("Keskeneräinen", "Oavslutad", _("Unfinished")),
    "UNSAVED": Names("Tallentamaton", "Inte sparad", _("Not saved")),
    "VERIFIED": Names("Tarkastettu", "Granskad", _("Verified")),
}

"""What the check of a month says in the reports' own words."""

from plugins.procountor.names import Names

__all__ = ["COLUMNS", "STATES", "TITLES"]

TITLES = {
    "vat": Names("Arvonlisävero", "Mervärdesskatt", "VAT"),
    "salaries": Names("Palkat", "Löner", "Salaries"),
    "depreciation": Names("Poistot", "Avskrivningar", "Depreciation"),
    "approval": Names("Hyväksymättömät tositteet", "Verifikat som väntar på godkännande", "Receipts awaiting approval"),
    "bank": Names("Tiliotteet", "Kontoutdrag", "Bank statements"),
    "transit": Names("Maksuliikenteen tilit", "Betalningskonton", "Payments in transit"),
    "balancing": Names("Täsmäämättömät tositteet", "Verifikat som inte stämmer", "Receipts that do not balance"),
    "closing": Names("Kauden sulkeminen", "Stängning av perioden", "Closing of the period"),
}
COLUMNS = {
    "state": Names("Tila", "Läge", "State"),
    "finding": Names("Kirjanpidon mukaan", "Enligt bokföringen", "What the books say"),
}
STATES = {
    "ready": Names("valmis", "klar", "ready"),
    "look": Names("tarkista", "kontrollera", "look at this"),
    "unknown": Names("ei tiedossa", "inte känt", "not known"),
    "none": Names("ei koske", "gäller inte", "does not apply"),
}

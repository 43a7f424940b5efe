"""What the store has to offer: our integration, and neighbours so that searching means something."""

from dataclasses import dataclass

from .demo import DEMO_CLIENT

TERMS_VERSION = "2026-01"
API_SETTING = "Allow the usage of invoiceable API clients"
API_SETTING_WAY = ("Management", "Company info", "Usage settings", "Integration settings", API_SETTING)


@dataclass(frozen=True, slots=True)
class Listing:
    """An integration as the store shows it; one without a page of its own cannot be activated in the sandbox."""

    id: str
    name: str
    maker: str
    summary: str
    words: str = ""
    activates: bool = False

    def matches(self, query: str) -> bool:
        """Say whether every word somebody typed is found somewhere in the listing."""
        text = f"{self.name} {self.maker} {self.summary} {self.words}".lower()
        return all(word in text for word in query.lower().split())


HUB = Listing(
    DEMO_CLIENT.integration_id,
    "Hub",
    "Integration Hub",
    "Profit and loss, balance sheet and general ledger, complete and proved, seconds after activation.",
    words="raportointi reports analytics tulos tase bi",
    activates=True,
)
LISTINGS = (
    HUB,
    Listing("kuittikaveri", "Kuittikaveri", "Kuittikaveri Oy", "Photograph a receipt and find it in purchases."),
    Listing("tuntitaulu", "Tuntitaulu", "Tuntitaulu Oy", "Working hours and absences straight to payroll."),
    Listing("myymala", "Myymälä", "Kassapiste Oy", "Daily sales of the cash register as journals."),
    Listing("hyllyvahti", "Hyllyvahti", "Hyllyvahti Oy", "Stock levels, purchase orders and products in step."),
)


def found(query: str) -> list[Listing]:
    """List what a search finds; everything for an empty one."""
    return [listing for listing in LISTINGS if listing.matches(query)]


def listing(listing_id: str) -> Listing | None:
    """Find an integration that has a page of its own."""
    return next((one for one in LISTINGS if one.id == listing_id and one.activates), None)

"""What a key may read, as Procountor tells it."""

from msgspec import Struct

from hub.sdk.errors import GiveUp
from plugins.procountor.client import ProcountorClient
from plugins.procountor.errors import Forbidden
from plugins.procountor.needs import JOURNALS, PAYROLL, PURCHASES, SALES, TRAVEL

__all__ = ["ALL", "NONE", "NOT_ENABLED", "Rights", "Salaries", "read_rights", "what_may_be_read"]

ALL = "ALL_RIGHTS"
NONE = "NO_ACCESS"
NOT_ENABLED = "NOT_ENABLED"


class Salaries(Struct, rename="camel"):
    """Payroll; a level that is missing is not known."""

    payroll: str | None = None
    person_register: str | None = None
    personal_salaries_only: bool | None = None


class User(Struct, rename="camel"):
    """Limits on the person behind the key."""

    limited_dimensions: bool | None = None


class Sales(Struct, rename="camel"):
    """Sales invoices."""

    sales_invoice_search: str | None = None
    personal_sales_invoices_only: bool | None = None


class Purchases(Struct, rename="camel"):
    """Purchase invoices."""

    purchase_invoice_search: str | None = None
    personal_purchase_invoices_only: bool | None = None


class Travel(Struct, rename="camel"):
    """Travel and expense invoices."""

    travel_and_expense_invoice_search: str | None = None
    personal_travel_and_expense_invoice_only: bool | None = None


class Accounting(Struct, rename="camel"):
    """Journals and reports."""

    journal_receipt_search: str | None = None
    personal_journal_receipts_only: bool | None = None
    accounting_reports: str | None = None


class Rights(Struct, rename="camel"):
    """The rights that decide which receipts are seen."""

    salaries: Salaries | None = None
    user: User | None = None
    sales: Sales | None = None
    purchases: Purchases | None = None
    travel_and_expenses: Travel | None = None
    accounting: Accounting | None = None

    @property
    def personal_only(self) -> list[str]:
        """Name the rights to documents of which the key sees no more than its own user's."""
        flags = {
            PAYROLL: self.salaries and self.salaries.personal_salaries_only,
            SALES: self.sales and self.sales.personal_sales_invoices_only,
            PURCHASES: self.purchases and self.purchases.personal_purchase_invoices_only,
            TRAVEL: self.travel_and_expenses and self.travel_and_expenses.personal_travel_and_expense_invoice_only,
            JOURNALS: self.accounting and self.accounting.personal_journal_receipts_only,
        }
        return [name for name, limited in flags.items() if limited]

    @property
    def not_searchable(self) -> list[str]:
        """Name the rights to documents that the key may not search at all."""
        levels = {
            SALES: self.sales and self.sales.sales_invoice_search,
            PURCHASES: self.purchases and self.purchases.purchase_invoice_search,
            TRAVEL: self.travel_and_expenses and self.travel_and_expenses.travel_and_expense_invoice_search,
            JOURNALS: self.accounting and self.accounting.journal_receipt_search,
        }
        return [name for name, level in levels.items() if level == NONE]

    @property
    def limited_dimensions(self) -> bool:
        """Tell whether the key sees some dimension items only."""
        return bool(self.user and self.user.limited_dimensions)

    @property
    def reports_closed(self) -> bool:
        """Tell whether the key may not read Procountor's own reports, to which ours are compared."""
        return bool(self.accounting and self.accounting.accounting_reports == NONE)


class _Privileges(Struct):
    rights: Rights | None = None


def read_rights(client: ProcountorClient) -> Rights | None:
    """Read the rights of the key's user; None where Procountor does not tell them, or in another shape."""
    try:
        return client.get("/users/rights", _Privileges).rights
    except (Forbidden, GiveUp):
        return None


def what_may_be_read(client: ProcountorClient) -> str:
    """Sum up the rights in a word that changes when other receipts may become visible or hidden."""
    rights = read_rights(client)
    if rights is None:
        return "unknown"
    salaries = rights.salaries or Salaries()
    limits = [*rights.personal_only, *(f"no {each}" for each in rights.not_searchable)]
    limits += ["limited dimensions"] if rights.limited_dimensions else []
    return "; ".join([f"payroll {salaries.payroll}, persons {salaries.person_register}", *limits])

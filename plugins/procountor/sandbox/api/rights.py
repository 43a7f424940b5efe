"""The rights of a user as `GET /users/rights` tells them: every level and limitation the contract names."""

from ..callers import Caller

Level = str | bool

_LEVELS = {
    "management": (
        "basicCompanyInfo basicAccountingInfo chartOfAccountsAndDefaultReports usersAndUserRights "
        "companyUserManagement setUpACompany importData notifications incomesRegisterCertificate groupLetter auditLog"
    ),
    "user": "editPersonalInfo",
    "sales": "salesOrGroupInvoices salesInvoiceSearch customerRegister productRegister",
    "purchases": "purchaseInvoices purchaseInvoiceSearch supplierRegister productRegister fixedAssetsRegister",
    "travelAndExpenses": "travelAndExpenseInvoices travelAndExpenseInvoiceSearch",
    "invoiceCirculation": "verification approval",
    "salaries": "payroll personRegister workingTimeTracking",
    "payments": (
        "payment salaryPayments markAsPaid markSalaryAsPaid directBankTransfer bankStatementAndReferencePayment "
        "paymentAllocation"
    ),
    "accounting": "journalReceipts journalReceiptSearch closingOfAccountTools accountingReports archive",
}
_LIMITATIONS = {
    "user": "limitedDimensions blockSoloLoginToProcountor",
    "sales": "personalSalesInvoicesOnly",
    "purchases": "personalPurchaseInvoicesOnly",
    "travelAndExpenses": "personalTravelAndExpenseInvoiceOnly",
    "invoiceCirculation": "personalApprovalsOrVerificationsOnly",
    "salaries": "personalSalariesOnly personalWorkHourTrackingOnly",
    "accounting": "personalJournalReceiptsOnly preventCreatingEditingInvoices preventEditingAccountingPage",
}
_MADE_BY_HAND = {"salaryPayments", "markSalaryAsPaid"}


def rights_of(caller: Caller) -> dict[str, dict[str, Level]]:
    """Give the levels and limitations of a caller, group by group."""
    rights: dict[str, dict[str, Level]] = {}
    for group, names in _LEVELS.items():
        rights[group] = dict.fromkeys(names.split(), _ordinary_level(caller))
        rights[group].update(dict.fromkeys(_LIMITATIONS.get(group, "").split(), False))
    rights["salaries"].update(payroll=caller.payroll, personRegister=caller.payroll)
    rights["salaries"]["workingTimeTracking"] = "NOT_ENABLED"
    rights["payments"].update(dict.fromkeys(_MADE_BY_HAND, caller.payroll))
    rights["user"]["blockSoloLoginToProcountor"] = caller.technical  # a technical user has the API only
    return rights


def _ordinary_level(caller: Caller) -> str:
    return "VIEWING_RIGHTS" if caller.technical else "ALL_RIGHTS"

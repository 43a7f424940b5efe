"""Which accounts stand on which line: Accounting Decree (1339/1997) sections 1 and 6, by the Finnish model charts.

Written a second time on purpose, so that a line of the product's layouts cannot lose an account unseen.
"""

__all__ = ["BALANCE_LINES", "INCOME_LINES", "on_line"]

INCOME_LINES = {
    "turnover": "3000-3599",
    "product-stock-variation": "3600-3629",
    "own-work": "3630-3649",
    "other-income": "3650-3999",
    "materials-and-services": "4000-4999",
    "materials": "4000-4449",
    "purchases": "4000-4399",
    "stock-variation": "4400-4449",
    "external-services": "4450-4999",
    "staff": "5000-6799",
    "wages": "5000-5999",
    "social-security": "6000-6799",
    "pensions": "6000-6299",
    "other-social-security": "6300-6799",
    "depreciation": "6800-6999",
    "planned-depreciation": "6800-6899",
    "non-current-reduction": "6900-6989",
    "current-reduction": "6990-6999",
    "other-expenses": "7000-8989",
    "operating-profit": "3000-8999",
    "financial": "9000-9699",
    "income-from-group": "9000-9039",
    "income-from-interests": "9040-9079",
    "income-from-investments": "9080-9149",
    "other-financial-income": "9150-9299",
    "investment-reduction": "9300-9369",
    "securities-reduction": "9370-9419",
    "financial-expenses": "9420-9699",
    "profit-before-appropriations": "3000-9699",
    "appropriations": "9700-9899",
    "income-taxes": "9900-9979",
    "other-taxes": "9980-9989",
    "result": "3000-9999",
}
"""Income and profit are shown positive."""

BALANCE_LINES = {
    "non-current-assets": "1000-1499",
    "intangible-assets": "1000-1099",
    "development": "1020-1029",
    "intangible-rights": "1030-1049",
    "goodwill": "1050-1059",
    "other-intangible-assets": "1070-1089",
    "tangible-assets": "1100-1399",
    "land": "1100-1119",
    "buildings": "1120-1159",
    "machinery": "1160-1299",
    "other-tangible-assets": "1300-1379",
    "construction": "1380-1399",
    "investments": "1400-1499",
    "other-shares": "1440-1469",
    "stocks": "1500-1599",
    "raw-materials": "1500-1509",
    "work-in-progress": "1510-1519",
    "finished-goods": "1520-1539",
    "other-stocks": "1540-1549",
    "stock-advances": "1550-1559",
    "long-term-debtors": "1600-1699",
    "trade-debtors": "1700-1729",
    "loans-given": "1750-1759",
    "other-debtors": "1760-1779",
    "prepayments": "1800-1849",
    "securities": "1860-1899",
    "cash": "1900-1999",
    "capital": "2000-2019 2100-2109 2150-2159 2180-2189 2200-2209",
    "share-premium": "2020-2029",
    "revaluation": "2030-2039",
    "other-reserves": "2050-2099",
    "private-accounts": "2340-2369",
    "capital-loans": "2380-2389",
    "accumulated-appropriations": "2400-2499",
    "depreciation-difference": "2400-2449",
    "tax-reserves": "2450-2499",
    "provisions": "2500-2599",
    "long-term-creditors": "2600-2799",
    "long-term-bank-loans": "2620-2649",
    "short-term-bank-loans": "2820-2849",
    "short-term-advances-received": "2860-2869",
    "short-term-trade-creditors": "2870-2889",
    "short-term-other-creditors": "2920-2949",
    "short-term-accruals": "2950-2979",
}
"""Lines without earlier results and virtual accounts. Assets are shown debit positive, the rest credit."""


def on_line(code: str, ranges: str) -> bool:
    """Tell whether an account is within a line's ranges; sub-accounts stand with their first four figures."""
    number = code[:4]
    return number.isdigit() and any(first <= number <= last for first, last in map(_ends, ranges.split()))


def _ends(written: str) -> tuple[str, str]:
    first, _, last = written.partition("-")
    return first, last

"""What the figures must be: asked from the store's own totals, with a key of our own, past the hub."""

from datetime import date
from decimal import Decimal

import requests

from tests.journeys.demo import Demo

__all__ = ["cents", "result", "totals"]

FIRST_INCOME_ACCOUNT = "3000"


def totals(demo: Demo, company: int, email: str, start: date, end: date) -> dict[str, int]:
    """Give what every account moved by in a period, in cents, debit positive."""
    key = demo.turn("POST", f"/companies/{company}/keys", email=email)["apiKey"]
    granted = requests.post(
        f"{demo.store}/api/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": "hub-demo",
            "client_secret": "hub-demo-secret",
            "redirect_uri": f"{demo.hub}/connect/procountor/callback",
            "api_key": key,
        },
        timeout=30,
    )
    answer = requests.post(
        f"{demo.store}/api/reports/ledgeraccounts",
        json={"startDate": f"{start}", "endDate": f"{end}"},
        headers={"Authorization": f"Bearer {granted.json()['access_token']}"},
        timeout=30,
    )
    rows = answer.json(parse_float=Decimal)["reportData"]["periods"][0]["rows"]
    return {row["name"].split(" ")[0]: int(row["value"] * 100) for row in rows}


def result(moved: dict[str, int]) -> int:
    """Give the result of a period, profit positive: the sum of the income and expense accounts."""
    return -sum(amount for account, amount in moved.items() if account >= FIRST_INCOME_ACCOUNT)


def cents(shown: str) -> int:
    """Read an amount as a page shows it: any spaces between the digits, comma or point, any minus sign.

    >>> cents("1 234,50"), cents("−1,234.50"), cents("-12.00"), cents("1\u00a0234,50")
    (123450, -123450, -1200, 123450)
    """
    digits = "".join(each for each in shown if each.isdigit())
    negative = any(minus in shown for minus in "-\u2212\u2013(")
    return -int(digits) if negative else int(digits)

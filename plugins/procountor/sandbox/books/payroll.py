"""Salary slips with their side costs, holiday pay, and what is owed for them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from .model import DimensionShare, Receipt, Row
from .money import euros, portion
from .people import Employee
from .setting import CENTRES, Movement, Setting
from .years import add_months

__all__ = ["salaries_of"]

# Rates of a usual year in per cent of gross; the sandbox needs plausible ones, not each year's own.
_WITHHOLDING, _HEALTH, _PENSION, _OWN_PENSION = Decimal(21), Decimal("1.87"), Decimal("17.4"), Decimal("7.15")


def salaries_of(setting: Setting, rng: Random, month: date) -> Iterator[tuple[Receipt, list[Movement]]]:
    """Give one slip per employee, paid on the 15th; the pension company is paid on the 20th of the next month."""
    for employee in setting.staff:
        overtime = euros(rng.choice([0, 0, 0, 8_500, 17_250, 23_475]))
        slip = _slip(setting, employee, month.replace(day=15), overtime)
        net = next(-row.value for row in slip.rows if row.account == "2880")
        pension = next(-row.value for row in slip.rows if row.account == "2950")
        insurance_day = add_months(month, 1).replace(day=20)
        yield (
            slip,
            [
                Movement(slip.date, "2880", net, "Palkat"),
                Movement(insurance_day, "2950", pension, "Eläkevakuutusmaksu"),
            ],
        )


def _slip(setting: Setting, employee: Employee, day: date, overtime: Decimal) -> Receipt:
    paid = day < setting.until
    return Receipt(
        id=0,
        type="SALARY",
        status="PAID" if paid else "APPROVED",
        name=employee.name,
        date=day,
        rows=_slip_rows(employee, day, overtime),
        vat_type="PURCHASE",
        vat_status=12,
        partner_id=employee.id,
        partner_code=employee.identity_code,
        description=f"Palkka {day:%m/%Y} {employee.name}",
        created=datetime.combine(day - timedelta(days=3), time(10, employee.id % 60)),
    )


def _slip_rows(employee: Employee, day: date, overtime: Decimal) -> tuple[Row, ...]:
    salary = euros(employee.salary)
    gross = salary + overtime
    health, pension, own = portion(gross, _HEALTH), portion(gross, _PENSION), portion(gross, _OWN_PENSION)
    tax = portion(gross, _WITHHOLDING)
    name, centre = employee.name, employee.centre
    rows = [_cost("5000", salary, f"Palkka {name}", centre)]
    if overtime:
        rows.append(_cost("5010", overtime, f"Ylityöt {name}", centre))
    rows += [
        _cost("6100", pension, "TyEL, työnantajan osuus", centre),
        _cost("6300", health, "Sairausvakuutusmaksu", centre),
        Row(0, "2920", -(tax + health), description=f"Ennakonpidätys {name}"),
        Row(0, "2950", -(pension + own), description="TyEL"),
        Row(0, "2880", -(gross - tax - own), "REVERSING_ENTRY"),
    ]
    return tuple(rows)


def _cost(account: str, value: Decimal, text: str, centre: int) -> Row:
    return Row(0, account, value, description=text, shares=(DimensionShare(CENTRES, centre, value),))

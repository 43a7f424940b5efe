"""A key that cannot read everything is found out, in plain words and for the right accounts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from hub.sdk.accounting import Finding, Severity
from hub.sdk.errors import NeedsReauth, Refused
from plugins.procountor import access as probe
from plugins.procountor.client import Page
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.errors import Forbidden
from plugins.procountor.receipts import decode_receipts
from plugins.procountor.rights import Rights
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book, Company

from .conftest import CLERK, Sandbox
from .pulled import TODAY

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
ALL, VIEWING, NONE = "ALL_RIGHTS", "VIEWING_RIGHTS", "NO_ACCESS"


@pytest.fixture(scope="module")
def leipa() -> Book:
    return generate(LEIPA, months=4, receipts=120, first_month=dt.date(2025, 5, 1), until=TODAY, seed=5)


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_a_key_with_all_rights_has_no_findings(start: Callable[..., Sandbox], leipa: Book):
    assert ProcountorConnector().check(start(leipa).access(LEIPA.id)) == []


def test_a_company_without_payroll_has_nothing_to_hide(start, leipa):
    without = replace(leipa, payroll=False, receipts=tuple(one for one in leipa.receipts if one.type != "SALARY"))
    assert ProcountorConnector().check(start(without).access(LEIPA.id, CLERK)) == []


@pytest.mark.parametrize("hiding", ["omitted", "not_found", "stripped"])
def test_a_key_without_payroll_rights_is_found_out_with_a_way_to_mend_it(start, leipa, hiding):
    sandbox = start(leipa)
    sandbox.hide(LEIPA.id, salary_hiding=hiding)
    (finding,) = ProcountorConnector().check(sandbox.access(LEIPA.id, CLERK))
    assert (finding.code, finding.severity) == ("payroll_hidden", Severity.WARNING)
    assert {"5", "6"} <= set(finding.accounts)
    assert "person register" in finding.remedy


def test_the_probe_takes_a_handful_of_requests(start, leipa):
    sandbox = start(leipa)
    access = sandbox.access(LEIPA.id)
    before = len(sandbox.requests())
    ProcountorConnector().check(access)
    assert len(sandbox.requests()) - before <= 4


def test_a_closed_api_is_a_refusal_on_connecting_and_a_finding_afterwards(start, leipa):
    sandbox = start(leipa)
    connector, settings = ProcountorConnector(), {"api_key": sandbox.key(LEIPA.id)}
    access = connector.connect(settings)
    sandbox.hide(LEIPA.id, api_open=False)
    with pytest.raises(Refused, match="Management → Company info"):
        connector.connect(settings)
    access.client._tokens.forget(access.client._tokens.current())
    assert codes(connector.check(access)) == ["api_closed"]


def test_a_removed_integration_needs_a_new_key(start, leipa):
    sandbox = start(leipa)
    settings = {"api_key": sandbox.key(LEIPA.id)}
    sandbox.revoke(LEIPA.id)
    with pytest.raises(NeedsReauth):
        ProcountorConnector().connect(settings)


class Rig:
    """Answers the probe's questions as they are laid out; the sandbox knows only some of the rights there are."""

    def __init__(
        self,
        rights: dict[str, Any] | None,
        *,
        lists: int | None = 1,
        salaries: int = 1,
        cut: bool = False,
        reported: str | None = "",
    ):
        self.rights, self.lists, self.salaries, self.cut = rights, lists, salaries, cut
        self.reported = reported
        self.sent: list[dict[str, Any]] = []

    def send(self, method: str, path: str, body: dict[str, Any], kind: Any) -> Any:
        self.sent.append(body)
        if self.reported is None:
            raise Forbidden("no")
        rows = [{"name": self.reported, "value": 10}] if self.reported else []
        return msgspec.convert({"reportData": {"periods": [{"rows": rows}]}}, kind)

    def get(self, path: str, kind: Any, **query: object) -> Any:
        if path == "/users/rights":
            return msgspec.convert({"rights": self.rights}, kind)
        if path == "/payrolls/salarylists":
            if self.lists is None:
                raise Forbidden("no")
            return msgspec.convert({"results": [{}] * self.lists}, kind)
        rows = [{"id": number, "type": "SALARY", "receiptDate": "2025-01-31"} for number in range(1, self.salaries + 1)]
        return msgspec.convert({"results": rows}, Page)

    def receipts(self, ids: list[int]) -> Any:
        rows = [{"account": "5000", "accountingValue": 10}, {"account": "2950", "accountingValue": -10}]
        receipts = [
            {"id": number, "type": "SALARY", "receiptDate": "2025-01-31", "status": "PAID", "transactions": rows}
            for number in ids
        ]
        if self.cut:
            receipts[0]["transactions"] = rows[:1]
        return decode_receipts(msgspec.json.encode(receipts))


def salaries(payroll: str, register: str = ALL, *, own: bool = False) -> dict[str, Any]:
    return {"salaries": {"payroll": payroll, "personRegister": register, "personalSalariesOnly": own}}


@pytest.mark.parametrize(
    ("rig", "expected"),
    [
        (Rig(salaries(ALL)), []),
        (Rig(salaries(ALL, VIEWING)), []),
        (Rig(salaries(ALL), lists=0, salaries=0), []),
        (Rig(salaries("NOT_ENABLED"), lists=None, salaries=0), []),
        (Rig(salaries(NONE)), ["payroll_hidden"]),
        (Rig(salaries(ALL, NONE)), ["payroll_hidden"]),
        (Rig(salaries(ALL, own=True)), ["payroll_hidden", "personal_only"]),
        (Rig(salaries(VIEWING)), []),
        (Rig(salaries(VIEWING), lists=None), ["payroll_hidden"]),
        (Rig(salaries(VIEWING), salaries=0), ["payroll_unsure"]),
        (Rig(salaries(VIEWING), lists=0, salaries=0), ["payroll_unsure"]),
        (Rig(salaries(ALL), salaries=0), ["payroll_unsure"]),
        (Rig(salaries(ALL), cut=True), ["payroll_hidden"]),
        (Rig(None), []),
        (Rig(None, lists=None), ["payroll_hidden"]),
        (Rig({}, lists=0, salaries=0), ["payroll_unsure"]),
    ],
)
def test_payroll_is_judged_by_rights_then_by_the_module_then_by_the_receipts(rig, expected):
    assert codes(probe.findings(rig, TODAY)) == expected


@pytest.mark.parametrize(
    ("rights", "reported", "expected"),
    [
        (salaries(VIEWING), "5000 Palkat", ["payroll_hidden"]),
        (salaries(VIEWING), "2950 Palkkavelat", ["payroll_hidden"]),
        (salaries(VIEWING), "", ["payroll_unsure"]),
        (salaries(VIEWING), None, ["payroll_unsure"]),
        (salaries(VIEWING), "a row without a code", ["payroll_unsure"]),
        (salaries(ALL), "5000 Palkat", ["payroll_hidden"]),
    ],
)
def test_salaries_in_procountors_own_totals_that_the_receipts_lack_are_the_tell_tale(rights, reported, expected):
    rig = Rig(rights, salaries=0, reported=reported)
    assert codes(probe.findings(rig, TODAY)) == expected
    (asked,) = rig.sent
    assert asked["options"] == {"receiptType": ["SALARY"]}


def test_the_totals_are_asked_for_only_where_nothing_else_tells():
    nothing = Rig(salaries(ALL), lists=0, salaries=0)
    for rig in (Rig(salaries(ALL)), Rig(salaries(NONE)), Rig(salaries(VIEWING)), nothing):
        probe.findings(rig, TODAY)
        assert rig.sent == []


@pytest.mark.parametrize(
    ("rights", "code", "said"),
    [
        ({"sales": {"personalSalesInvoicesOnly": True}}, "personal_only", "sales invoices"),
        ({"accounting": {"personalJournalReceiptsOnly": True}}, "personal_only", "journals"),
        ({"user": {"limitedDimensions": True}}, "limited_dimensions", "dimension items"),
        ({"purchases": {"purchaseInvoiceSearch": NONE}}, "search_closed", "purchase invoices"),
        ({"accounting": {"accountingReports": NONE}}, "reports_closed", "own reports"),
    ],
)
def test_every_other_silent_limit_is_said_too(rights, code, said):
    (finding,) = probe.findings(Rig(salaries(ALL) | rights), TODAY)
    assert finding.code == code
    assert said in finding.title
    assert finding.remedy


def test_several_limits_are_listed_in_one_sentence():
    rights = {"sales": {"personalSalesInvoicesOnly": True}, "accounting": {"personalJournalReceiptsOnly": True}}
    (finding,) = probe.findings(Rig(salaries(ALL) | rights), TODAY)
    assert "its own user's sales invoices and journals" in finding.title
    assert finding.accounts == ()


def test_rights_of_another_shape_are_as_good_as_none():
    assert msgspec.convert({"salaries": None}, Rights).personal_only == []

"""The suites are worth something: what breaks a contract fails the rule of that name."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest
from marshmallow import Schema, fields

from hub.sdk.accounting import (
    UNBALANCED,
    VAT_CLEARING,
    Access,
    Account,
    AccountingConnector,
    AccountTotal,
    Batch,
    Entry,
    Finding,
    FiscalYear,
    Layer,
    Period,
    Receipt,
)
from hub.sdk.errors import GiveUp, HubError, NeedsReauth, Refused, TryLater
from hub.sdk.identity import Identity, IdentityProvider
from hub.sdk.refs import CompanyRef
from hub.sdk.reports import (
    AccountLayout,
    Cell,
    Column,
    Drill,
    Figure,
    Form,
    Graph,
    Kind,
    LayoutLine,
    MonthBalance,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
    State,
)
from hub.sdk.secrets import Secret
from hub.sdk.testing import connector_suite, identity_suite, report_suite

DAY = dt.date(2025, 1, 31)
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
MEANINGS: dict[int, type[HubError]] = {401: NeedsReauth, 403: Refused, 429: TryLater, 500: TryLater, 503: TryLater}


class SettingsOfOne(Schema):
    key = fields.String(required=True, metadata={"secret": True})


class Box:
    """A source without a wire: what answers is decided here."""

    settings: Mapping[str, str | Secret] = {"key": Secret("canary")}
    answer: tuple[int, bytes] | None = None

    @contextmanager
    def answering(self, status: int, body: bytes = b"") -> Iterator[None]:
        Box.answer = (status, body)
        try:
            yield
        finally:
            Box.answer = None


class Faithful(AccountingConnector):
    """Keeps the contract; its mutants below each break it in one place."""

    key, label, settings_schema = "box", "Box", SettingsOfOne

    def connect(self, settings: Mapping[str, str | Secret]) -> Access:
        self.ask()
        return Access()

    def ask(self) -> None:
        if Box.answer is not None:
            raise MEANINGS.get(Box.answer[0], GiveUp)("It does not answer.")

    def company(self, access: Access) -> CompanyRef:
        self.ask()
        return CompanyRef("1", "Box Oy", business_id="12345671")

    def check(self, access: Access) -> list[Finding]:
        return []

    def receipts(self) -> list[Receipt]:
        rows = (
            Entry(1, "1700", 12550, DAY),
            Entry(2, "3000", -10000, DAY),
            Entry(3, VAT_CLEARING, -2550, DAY, of=2),
        )
        return [Receipt(str(number), "SALE", "", Layer.MOVEMENT, "Sale", DAY, rows) for number in range(3)]

    def pull(self, access: Access, since: Mapping[str, Any] | None) -> Iterator[Batch]:
        accounts = (Account("1700", "Debtors"), Account("3000", "Sales"))
        years = (FiscalYear("1", YEAR.start, YEAR.end),)
        done = since["done"] if since else 0
        yield Batch({"done": done}, accounts=accounts, fiscal_years=years, phase="Accounts", done=done)
        for number, receipt in enumerate(self.receipts()[done:], done + 1):
            self.ask()
            covered = (YEAR,) if number == 3 else ()
            yield Batch({"done": number}, receipts=(receipt,), covered=covered, phase="Receipts", done=number)

    def control_totals(self, access: Access, period: Period) -> list[AccountTotal]:
        return [AccountTotal("3000", -30000)]


def entries(receipt: Receipt, *changed: Entry) -> Receipt:
    return msgspec.structs.replace(receipt, entries=changed)


class LosesACent(Faithful):
    def receipts(self) -> list[Receipt]:
        return [entries(each, Entry(1, "1700", 1, DAY), Entry(2, "3000", -2, DAY)) for each in super().receipts()]


class Plugs(Faithful):
    def receipts(self) -> list[Receipt]:
        return [entries(each, Entry(1, "1700", 1, DAY), Entry(2, UNBALANCED, -1, DAY)) for each in super().receipts()]


class UsesFloats(Faithful):
    def receipts(self) -> list[Receipt]:
        rows = Entry(1, "1700", 1.5, DAY), Entry(2, "3000", -1.5, DAY)  # type: ignore[arg-type]
        return [entries(each, *rows) for each in super().receipts()]


class ClosesInFloats(Faithful):
    def closing_balances(self, access: Access, day: dt.date) -> list[AccountTotal]:
        return [AccountTotal("1700", 376.5)]  # type: ignore[arg-type]


class PointsNowhere(Faithful):
    def receipts(self) -> list[Receipt]:
        rows = Entry(1, "1700", 1, DAY), Entry(2, VAT_CLEARING, -1, DAY, of=9)
        return [entries(each, *rows) for each in super().receipts()]


class UsesAnUnknownAccount(Faithful):
    def receipts(self) -> list[Receipt]:
        return [entries(each, Entry(1, "1", 1, DAY), Entry(2, "3000", -1, DAY)) for each in super().receipts()]


class ForgetsWhereItWas(Faithful):
    def pull(self, access: Access, since: Mapping[str, Any] | None) -> Iterator[Batch]:
        return super().pull(access, {"done": 3} if since else None)


class NeverCompletes(Faithful):
    def pull(self, access: Access, since: Mapping[str, Any] | None) -> Iterator[Batch]:
        for batch in super().pull(access, since):
            yield msgspec.structs.replace(batch, covered=())


class TakesARefusalForNonsense(Faithful):
    def ask(self) -> None:
        if Box.answer is not None:
            raise GiveUp("It does not answer.")


class TakesNonsenseForAnAnswer(Faithful):
    def ask(self) -> None:
        if Box.answer is not None and Box.answer[0] != 200:
            super().ask()


class TellsItsKey(Faithful):
    def connect(self, settings: Mapping[str, str | Secret]) -> Access:
        access = super().connect(settings)
        access.key = settings["key"].reveal()  # type: ignore[attr-defined, union-attr]
        return access


def broken_rules(suite: type, source: Box, connector: AccountingConnector) -> set[str]:
    """Run a connector suite's rules by hand and name those that do not hold."""
    access = connector.connect(source.settings)
    at_hand = {"source": source, "connector": connector, "access": access}
    at_hand["batches"] = list(connector.pull(access, None))
    cases: dict[str, list[dict[str, Any]]] = {
        "test_each_refusal_of_the_source_has_a_meaning": [
            {"status": status, "meaning": meaning} for status, meaning in MEANINGS.items()
        ],
        "test_an_answer_of_another_shape_ends_it": [{"body": b"<html>"}],
    }
    broken = set()
    for name in (name for name in dir(suite) if name.startswith("test_")):
        rule = getattr(suite(), name)
        wanted = rule.__code__.co_varnames[1 : rule.__code__.co_argcount]
        for case in cases.get(name, [{}]):
            try:
                rule(**{each: {**at_hand, **case}[each] for each in wanted})
            except (AssertionError, HubError, pytest.fail.Exception):
                broken.add(name)
    return broken


@pytest.mark.parametrize(
    ("connector", "rules"),
    [
        (Faithful, set()),
        (LosesACent, {"test_every_receipt_sums_to_zero_in_whole_cents"}),
        (Plugs, {"test_every_receipt_sums_to_zero_in_whole_cents"}),
        (UsesFloats, {"test_every_receipt_sums_to_zero_in_whole_cents"}),
        (ClosesInFloats, {"test_closing_balances_are_one_whole_figure_an_account"}),
        (PointsNowhere, {"test_rows_are_numbered_and_virtual_rows_point_at_what_they_explain"}),
        (UsesAnUnknownAccount, {"test_registers_come_before_receipts_and_are_well_formed"}),
        (
            ForgetsWhereItWas,
            {"test_a_pull_goes_on_from_any_of_its_batches", "test_a_pull_that_breaks_goes_on_later"},
        ),
        (NeverCompletes, {"test_everything_delivered_is_covered_in_the_end"}),
        (TakesARefusalForNonsense, {"test_each_refusal_of_the_source_has_a_meaning"}),
        (TakesNonsenseForAnAnswer, {"test_an_answer_of_another_shape_ends_it"}),
        (TellsItsKey, {"test_no_secret_shows"}),
    ],
)
def test_a_connector_that_breaks_a_rule_fails_that_rule(connector, rules):
    suite = connector_suite(connector, fake=Box)  # type: ignore[arg-type]
    broken = broken_rules(suite, Box(), connector())
    assert rules <= broken
    assert bool(rules) == bool(broken)


CLAIMS = {"iss": "https://issuer.example", "sub": "7", "email": "maija@example.fi", "name": "Maija"}


@dataclass(frozen=True)
class BySubject(IdentityProvider):
    key, label = "example", "Example"

    def issuer_of(self, claims: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        return str(metadata["issuer"])

    def read(self, claims: Mapping[str, Any]) -> Identity:
        if not claims.get("sub"):
            raise Refused("The provider did not say who this is.")
        email = claims.get("email")
        return Identity("example", "https://issuer.example", claims["sub"], "Maija", email, False, "personal")


@dataclass(frozen=True)
class ByAddress(BySubject):
    def read(self, claims: Mapping[str, Any]) -> Identity:
        return replace(super().read(claims), subject=str(claims.get("email")))


@dataclass(frozen=True)
class BelievesTheToken(BySubject):
    def issuer_of(self, claims: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        return claims["iss"]  # type: ignore[no-any-return]


def identity_rules(provider: type[IdentityProvider]) -> Any:
    def make() -> IdentityProvider:
        return provider("https://issuer.example/.well-known/openid-configuration", "client", Secret("canary"))

    suite = identity_suite(make, claims=CLAIMS, metadata={"issuer": "https://issuer.example"}, not_vouched=[CLAIMS])
    return suite(), make()


def test_a_provider_that_keeps_the_contract_passes():
    rules, provider = identity_rules(BySubject)
    for name in ("test_an_address_is_never_the_key", "test_a_missing_claim_makes_nobody_else_of_the_person"):
        getattr(rules, name)(provider)
    rules.test_another_issuer_is_never_confirmed(provider, "https://evil.example")


def test_an_identity_by_address_fails():
    rules, provider = identity_rules(ByAddress)
    with pytest.raises(AssertionError):
        rules.test_an_address_is_never_the_key(provider)


def test_a_token_that_chooses_its_issuer_fails():
    rules, provider = identity_rules(BelievesTheToken)
    with pytest.raises(AssertionError):
        rules.test_another_issuer_is_never_confirmed(provider, "https://evil.example")


class Books:
    """A reader of one month with one sale."""

    def accounts(self) -> dict[str, Account]:
        return {"3000": Account("3000", "Sales")}

    def movements(self, period: Period, **_: Any) -> list[MonthBalance]:
        return [MonthBalance("3000", dt.date(2025, 1, 1), -10000, 0)]


class Sales(ReportBuilder):
    key, title = "sales", "Sales"
    total, drilled = 10000, 10000

    def build(self, reader: Any, period: Period, options: Any) -> ReportTable:
        drill = Drill(("3000",), period, sign=-1)
        line = Row("sales", "Sales", (Cell(self.drilled, drill=drill),))
        total = Row("total", "Total", (Cell(self.total),), Kind.TOTAL, parts=("sales",))
        return ReportTable("Sales", period, (Column("amount", "Amount"),), (line, total))


class AddsUpWrongly(Sales):
    total = 1


class CannotExplainItself(Sales):
    total = drilled = 9999


class InForms(Sales):
    forms = (Form("full", "Full"), Form("short", "Short"))


class OffersAFormTwice(Sales):
    forms = (Form("full", "Full"), Form("full", "Complete"))


class ForgetsAForm(InForms):
    def build(self, reader: Any, period: Period, options: Any) -> ReportTable:
        return replace(super().build(reader, period, options), title={"full": "Sales", "short": ""}[options.form])


class TwoLines(AccountLayout):
    key = "two-lines"
    keys = ("sales", "other")

    def lines(self, language: str) -> list[LayoutLine]:
        return [LayoutLine(key, key.title(), "income", ("Income",)) for key in self.keys]

    def standard(self, account: str) -> str:
        return "sales"

    def takes(self, account: str, line: str) -> bool:
        return line in self.keys


class OneLineTwice(TwoLines):
    keys = ("sales", "sales")


class TakesAnything(TwoLines):
    def takes(self, account: str, line: str) -> bool:
        return True


class WithMoves(Sales):
    layout, statements = TwoLines(), frozenset({"income"})


class NamesALineTwice(WithMoves):
    layout = OneLineTwice()


class MovesToNowhere(WithMoves):
    layout = TakesAnything()


class ShowsAStatementThatIsNone(WithMoves):
    statements = frozenset({"outcome"})


class LosesWhatIsMoved(WithMoves):
    def build(self, reader: Any, period: Period, options: Any) -> ReportTable:
        table = super().build(reader, period, options)
        return replace(table, rows=table.rows[1:]) if options.moved else table


class OnTheOverview(Sales):
    page = "analytics"
    figure = Figure("sales", "Sales", Cell(10000), more=(Figure("margin", "Margin", Cell(), missing="No costs."),))
    graph = Graph("Sales", ("sales",))
    todo = Row("closing", "Closing", (Cell(text="Open"),), state=State.LOOK)

    def build(self, reader: Any, period: Period, options: Any) -> ReportTable:
        table = super().build(reader, period, options)
        return replace(table, rows=(*table.rows, self.todo), figures=(self.figure,), graphs=(self.graph,))


class LeavesAFigureBlank(OnTheOverview):
    figure = Figure("sales", "Sales", Cell(10000), more=(Figure("margin", "Margin", Cell()),))


class ComparesWithWhatIsNotThere(OnTheOverview):
    figure = Figure("sales", "Sales", Cell(10000), earlier=Cell(5, drill=Drill(("3000",), YEAR, sign=-1)))


class DrawsWhatIsNotThere(OnTheOverview):
    graph = Graph("Costs", ("costs",))


class OnlyMarks(OnTheOverview):
    todo = Row("closing", "Closing", (Cell(),), state=State.LOOK)


@pytest.mark.parametrize(
    ("builder", "rule"),
    [
        (Sales, ""),
        (WithMoves, ""),
        (NamesALineTwice, "test_accounts_can_be_moved_between_the_lines_of_its_layout"),
        (MovesToNowhere, "test_accounts_can_be_moved_between_the_lines_of_its_layout"),
        (ShowsAStatementThatIsNone, "test_accounts_can_be_moved_between_the_lines_of_its_layout"),
        (LosesWhatIsMoved, "test_accounts_can_be_moved_between_the_lines_of_its_layout"),
        (OnTheOverview, ""),
        (LeavesAFigureBlank, "test_a_figure_that_is_blank_says_why"),
        (ComparesWithWhatIsNotThere, "test_every_figure_explains_itself"),
        (DrawsWhatIsNotThere, "test_a_graph_draws_rows_of_the_report"),
        (OnlyMarks, "test_a_state_is_said_in_words"),
        (AddsUpWrongly, "test_a_sum_is_the_sum_of_its_parts"),
        (CannotExplainItself, "test_every_figure_explains_itself"),
        (InForms, ""),
        (OffersAFormTwice, "test_it_can_be_built_in_each_of_its_forms"),
        (ForgetsAForm, "test_it_can_be_built_in_each_of_its_forms"),
    ],
)
def test_a_report_that_breaks_a_rule_fails_that_rule(builder, rule):
    suite = report_suite(builder, reader=Books, period=YEAR)()  # type: ignore[arg-type]
    books, broken = Books(), set()
    table = builder().build(books, YEAR, ReportOptions(form="full"))
    for name, given in (
        ("test_the_table_is_rectangular", (table,)),
        ("test_money_is_in_whole_cents", (table,)),
        ("test_a_sum_is_the_sum_of_its_parts", (table,)),
        ("test_every_figure_explains_itself", (table, books)),
        ("test_a_figure_that_is_blank_says_why", (table,)),
        ("test_a_graph_draws_rows_of_the_report", (table,)),
        ("test_a_state_is_said_in_words", (table,)),
        ("test_it_can_be_built_in_each_of_its_forms", (books,)),
        ("test_accounts_can_be_moved_between_the_lines_of_its_layout", (books,)),
    ):
        try:
            getattr(suite, name)(*given)
        except AssertionError:
            broken.add(name)
    assert broken == ({rule} if rule else set())

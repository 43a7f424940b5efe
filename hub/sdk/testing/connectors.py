"""What every accounting connector must do."""

# ruff: noqa: S101 - a suite asserts
import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from itertools import pairwise
from typing import ClassVar, Protocol

import pytest
from marshmallow import Schema

from hub.sdk.accounting import (
    UNBALANCED,
    VAT_CLEARING,
    Access,
    AccountingConnector,
    Batch,
    Finding,
    Period,
    Receipt,
)
from hub.sdk.errors import GiveUp, HubError, NeedsReauth, Refused, TryLater
from hub.sdk.fetching import Fetching, Plan
from hub.sdk.secrets import Secret
from hub.sdk.testing.books import Kept, within
from hub.sdk.testing.secrecy import secrets_of, tells_no_secret

__all__ = ["ConnectorSuite", "SourceFake", "connector_suite"]

VIRTUAL = {VAT_CLEARING, UNBALANCED}


class SourceFake(Protocol):
    """An accounting system for the suite: a server that speaks the real protocol, and the connector's way to it.

    It has one company with enough receipts for several batches, at least one of them with VAT or dimensions where the
    source knows these.
    """

    @property
    def settings(self) -> Mapping[str, str | Secret]:
        """The settings of a connection to that company, as the hub hands them over."""

    def answering(self, status: int, body: bytes = b"") -> AbstractContextManager[None]:
        """Make the server answer every request with this status and body, as long as the context lasts."""


class ConnectorSuite:
    """The rules; one source and one opened connection serve the whole class."""

    connector_class: ClassVar[Callable[[], AccountingConnector]]
    fake: ClassVar[Callable[[], AbstractContextManager[SourceFake]]]

    @pytest.fixture(scope="class")
    @classmethod
    def source(cls) -> Iterator[SourceFake]:
        """The source, for as long as the class runs."""
        with cls.fake() as source:
            yield source

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls, source: SourceFake) -> AccountingConnector:
        """The connector, made once its source is there."""
        return cls.connector_class()

    @pytest.fixture(scope="class")
    @classmethod
    def access(cls, connector: AccountingConnector, source: SourceFake) -> Access:
        """An opened connection."""
        return connector.connect(source.settings)

    @pytest.fixture(scope="class")
    @classmethod
    def batches(cls, connector: AccountingConnector, access: Access) -> Sequence[Batch]:
        """A whole first load."""
        return list(connector.pull(access, None))

    def test_its_settings_are_described_and_secrets_marked(
        self, connector: AccountingConnector, source: SourceFake
    ) -> None:
        """A page can be made from the schema, and the hub knows what to seal."""
        schema: Schema = connector.settings_schema()
        given = {name: each.reveal() if isinstance(each, Secret) else each for name, each in source.settings.items()}
        assert schema.validate(given) == {}
        marked = {name for name, field in schema.fields.items() if field.metadata.get("secret")}
        assert marked >= {name for name, each in source.settings.items() if isinstance(each, Secret)} != set()

    def test_it_has_a_key_and_a_label(self, connector: AccountingConnector) -> None:
        """The key is part of addresses."""
        assert connector.key.isidentifier()
        assert connector.key == connector.key.lower()
        assert connector.label.strip()

    def test_it_tells_whose_books_these_are(self, connector: AccountingConnector, access: Access) -> None:
        """A company is known by the source's id; country and currency are ISO codes."""
        company = connector.company(access)
        assert company.source_id
        assert company.name.strip()
        assert len(company.country) == 2
        assert company.country.isupper()
        assert len(company.currency) == 3
        assert company.currency.isupper()
        if company.country == "FI" and company.business_id is not None:
            assert company.business_id.isdigit()
            assert len(company.business_id) == 8

    def test_its_findings_are_sentences(self, connector: AccountingConnector, access: Access) -> None:
        """What is wrong is said in a whole sentence, under a stable code, with rights that the connector declares."""
        declared = {right.key for right in connector.rights}
        for finding in connector.check(access):
            assert isinstance(finding, Finding)
            assert finding.code.isidentifier()
            assert finding.title.rstrip().endswith((".", "!", "?"))
            assert set(finding.rights) <= declared

    def test_a_call_that_its_source_has_not_signed_is_refused(self, connector: AccountingConnector) -> None:
        """Whoever knows an address can knock; a connector that hears no calls takes none for something."""
        if type(connector).receive is AccountingConnector.receive:
            assert connector.receive({}, b"{}", Secret("nobody's")) == ()
        else:
            with pytest.raises(Refused):
                connector.receive({}, b"{}", Secret("nobody's"))

    def test_its_rights_have_names(self, connector: AccountingConnector) -> None:
        """A right is told apart by its key and shown by its title."""
        keys = [right.key for right in connector.rights]
        assert len(set(keys)) == len(keys)
        assert all(right.key.isidentifier() and right.title.strip() for right in connector.rights)

    def test_registers_come_before_receipts_and_are_well_formed(self, batches: Sequence[Batch]) -> None:
        """Codes are unique, years do not overlap, and the chart knows every account that is used."""
        accounts = {account.code for batch in batches for account in batch.accounts or ()}
        told = [batch.accounts is not None for batch in batches]
        assert told.index(True) <= [bool(batch.receipts) for batch in batches].index(True)
        for batch in batches:
            codes = [account.code for account in batch.accounts or ()]
            assert len(set(codes)) == len(codes)
            years = sorted(batch.fiscal_years or (), key=lambda year: year.start)
            assert all(year.start <= year.end for year in years)
            assert all(earlier.end < later.start for earlier, later in pairwise(years))
        used = {entry.account for batch in batches for receipt in batch.receipts for entry in receipt.entries}
        assert used - VIRTUAL <= accounts

    def test_every_receipt_sums_to_zero_in_whole_cents(self, batches: Sequence[Batch]) -> None:
        """What is missing stands on a virtual account, never elsewhere, and what does not balance says why."""
        for receipt in (receipt for batch in batches for receipt in batch.receipts):
            assert all(type(entry.amount) is int for entry in receipt.entries)
            assert sum(entry.amount for entry in receipt.entries) == 0, receipt.source_id
            assert receipt.finding or all(entry.account != UNBALANCED for entry in receipt.entries)

    def test_rows_are_numbered_and_virtual_rows_point_at_what_they_explain(self, batches: Sequence[Batch]) -> None:
        """Lines are unique in a receipt; a row on VAT not yet summarised names the row that bears the VAT."""
        for receipt in (receipt for batch in batches for receipt in batch.receipts):
            real = {entry.line for entry in receipt.entries if entry.account not in VIRTUAL}
            assert len({entry.line for entry in receipt.entries}) == len(receipt.entries)
            for entry in receipt.entries:
                assert (entry.account in VIRTUAL) or entry.of is None
                assert entry.of is None or entry.of in real
                assert entry.account not in VIRTUAL or entry.source_id is None

    def test_dimension_shares_name_items_that_exist(self, batches: Sequence[Batch]) -> None:
        """A report by cost centre finds every name."""
        items = {item.source_id for batch in batches for each in batch.dimensions or () for item in each.items}
        shares = [
            share.item
            for batch in batches
            for receipt in batch.receipts
            for entry in receipt.entries
            for share in entry.shares
        ]
        assert set(shares) <= items

    def test_everything_delivered_is_covered_in_the_end(self, batches: Sequence[Batch]) -> None:
        """Once the pull is done, the range of every receipt is said to be complete."""
        kept = Kept(batches)
        assert kept.receipts
        assert all(within(receipt.date, kept.covered) for receipt in kept.receipts.values())

    def test_it_says_what_it_is_reading(self, batches: Sequence[Batch]) -> None:
        """People see a phase and a count that does not go back."""
        assert all(batch.phase.strip() for batch in batches)
        assert all(earlier.done <= later.done for earlier, later in pairwise(batches))

    def test_a_pull_goes_on_from_any_of_its_batches(
        self, connector: AccountingConnector, source: SourceFake, batches: Sequence[Batch]
    ) -> None:
        """A worker that was killed after a batch loses nothing: the cursor survives as JSON and yields the rest."""
        whole = Kept(batches).receipts
        for number in _some(len(batches)):
            cursor = json.loads(json.dumps(batches[number].cursor))
            kept = Kept(batches[: number + 1])
            for batch in connector.pull(connector.connect(source.settings), cursor):
                kept.take(batch)
            assert kept.receipts == whole

    def test_a_pull_can_be_repeated(
        self, connector: AccountingConnector, source: SourceFake, batches: Sequence[Batch]
    ) -> None:
        """The same books give the same receipts, and taking every batch twice changes nothing."""
        again = list(connector.pull(connector.connect(source.settings), None))
        assert Kept(again).receipts == Kept(batches).receipts
        assert Kept(each for batch in again for each in (batch, batch)).receipts == Kept(batches).receipts

    def test_a_pull_that_breaks_goes_on_later(
        self, connector: AccountingConnector, source: SourceFake, batches: Sequence[Batch]
    ) -> None:
        """What was delivered before the source fell silent stays good."""
        pull = connector.pull(connector.connect(source.settings), None)
        kept = Kept([next(pull)])
        with source.answering(503), pytest.raises(TryLater):
            list(pull)
        for batch in connector.pull(connector.connect(source.settings), kept.cursor):
            kept.take(batch)
        assert kept.receipts == Kept(batches).receipts

    def test_control_totals_are_one_whole_figure_an_account(
        self, connector: AccountingConnector, access: Access, batches: Sequence[Batch]
    ) -> None:
        """The source's totals can be compared with ours; a source without any gives None, or refuses."""
        days = [receipt.date for receipt in Kept(batches).receipts.values()]
        try:
            totals = connector.control_totals(access, Period(min(days), max(days)))
        except Refused:
            return
        if totals is None:
            return
        assert all(type(total.amount) is int for total in totals)
        assert len({total.account for total in totals}) == len(totals)

    def test_rows_of_an_income_statement_are_whole_figures_of_accounts_that_can_be_told(
        self, connector: AccountingConnector, access: Access, batches: Sequence[Batch]
    ) -> None:
        """The source's own statement can be held against accounts; a source without any gives None, or refuses."""
        days = [receipt.date for receipt in Kept(batches).receipts.values()]
        try:
            statement = connector.income_statement(access, Period(min(days), max(days)))
        except Refused:
            return
        rows = () if statement is None else statement.rows
        assert all(row.amount is None or type(row.amount) is int for row in rows)
        assert all(each.holds(each.first) and each.holds(each.last) for row in rows for each in row.accounts or ())

    def test_closing_balances_are_one_whole_figure_an_account(
        self, connector: AccountingConnector, access: Access, batches: Sequence[Batch]
    ) -> None:
        """What stands in for openings that are still to be read can be kept as it is; a source may not tell any."""
        start = max(year.start for batch in batches for year in batch.fiscal_years or ())
        try:
            balances = connector.closing_balances(access, start - dt.timedelta(days=1))
        except Refused:
            return
        assert all(type(balance.amount) is int for balance in balances or ())
        assert len({balance.account for balance in balances or ()}) == len(balances or ())

    def test_a_preview_is_of_days_that_have_been_and_one_whole_figure_an_account(
        self, connector: AccountingConnector, access: Access, batches: Sequence[Batch]
    ) -> None:
        """What is shown before anything has been read can be kept as it is; a source may not tell any."""
        start = max(year.start for batch in batches for year in batch.fiscal_years or ())
        try:
            preview = connector.preview(access, Period(start, start + dt.timedelta(days=40)))
        except Refused:
            return
        if preview is not None:
            assert preview.period.start <= preview.period.end
            assert all(type(total.amount) is int for total in preview.totals)
            assert len({total.account for total in preview.totals}) == len(preview.totals)

    def test_many_requests_at_once_bring_what_a_pull_brings(
        self, connector: AccountingConnector, source: SourceFake, batches: Sequence[Batch]
    ) -> None:
        """Whoever can be asked request by request tells the same, in whichever order and by how many threads."""
        if connector.fetching is None:
            return
        access = connector.fetching.open(source.settings)
        plan = connector.fetching.plan(access, None)
        found = fetched_at_once(connector.fetching, access, plan)
        whole = Kept(batches).receipts
        assert {receipt.source_id for receipt in found} == whole.keys()
        assert {each.source_id: each for each in found} == whole
        json.dumps([stretch.first for stretch in plan.stretches])

    @pytest.mark.parametrize(
        ("status", "meaning"),
        [(401, NeedsReauth), (403, Refused), (429, TryLater), (500, TryLater), (503, TryLater), (418, GiveUp)],
    )
    def test_each_refusal_of_the_source_has_a_meaning(
        self, connector: AccountingConnector, source: SourceFake, status: int, meaning: type[HubError]
    ) -> None:
        """The hub learns what to do, in words without a secret."""
        with source.answering(status), pytest.raises(HubError) as raised:
            connector.company(connector.connect(source.settings))
        assert isinstance(raised.value, meaning)
        assert raised.value.message.strip()
        tells_no_secret(raised.value, secrets_of(source.settings))

    @pytest.mark.parametrize("body", [b"<html>", b"{", b"[]", b'"text"', b"null"])
    def test_an_answer_of_another_shape_ends_it(
        self, connector: AccountingConnector, source: SourceFake, body: bytes
    ) -> None:
        """Nonsense is not taken for an empty book, and no parser's error comes through."""
        with source.answering(200, body), pytest.raises(GiveUp) as raised:
            connector.company(connector.connect(source.settings))
        tells_no_secret(raised.value, secrets_of(source.settings))

    def test_no_secret_shows(
        self, connector: AccountingConnector, source: SourceFake, batches: Sequence[Batch]
    ) -> None:
        """Neither connection nor cursor nor batch carries the credential."""
        access = connector.connect(source.settings)
        connector.company(access)
        for each in (connector, access, *batches):
            tells_no_secret(each, secrets_of(source.settings))

    def test_dates_are_plain_days(self, batches: Sequence[Batch]) -> None:
        """A day of the books has no time and no zone."""
        for receipt in (receipt for batch in batches for receipt in batch.receipts):
            assert all(type(day) is dt.date for day in (receipt.date, *(entry.date for entry in receipt.entries)))
            assert receipt.vat_month is None or receipt.vat_month.day == 1


def fetched_at_once(fetching: Fetching, access: Access, plan: Plan) -> list[Receipt]:
    """Carry out a plan with several threads, the last request first."""
    found: list[Receipt] = []
    with ThreadPoolExecutor(4) as pool:
        asked = [stretch.first for stretch in plan.stretches]
        while asked:
            parts = list(pool.map(partial(fetching.fetch, access), json.loads(json.dumps(asked[::-1]))))
            found += [receipt for part in parts for receipt in part.receipts]
            asked = [request for part in parts for request in part.then]
    return found


def _some(length: int) -> list[int]:
    """Pick the first, the last, and some numbers between."""
    return sorted({*range(0, length, max(1, length // 5)), length - 1})


def connector_suite(
    connector: Callable[[], AccountingConnector], *, fake: Callable[[], AbstractContextManager[SourceFake]]
) -> type[ConnectorSuite]:
    """Make the suite for a connector; bind it to a name that begins with ``Test``.

    :param connector: makes the connector, usually its class; called when the source is up
    :param fake: makes the source, a context manager that is entered for as long as the suite runs
    """
    members = {"connector_class": staticmethod(connector), "fake": staticmethod(fake)}
    return type("ConnectorSuite", (ConnectorSuite,), members)

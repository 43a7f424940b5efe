"""T21: a name, an address or a text is written so that whoever shows it does what it says.

Once with what is stored: every text that people, providers or vendors can choose is replaced by a payload, and every
page, file and mail is made of it. Once with what is sent: see ``test_every_rule.py``.
"""

import csv
import io
import re
from email import message_from_bytes, policy
from html.parser import HTMLParser

import openpyxl
import pytest
from sqlalchemy import String, text

import hub.db
from hub import mail
from hub.models import Mail
from hub.reports.exports.cells import FORMULA_STARTS
from hub.schema import metadata
from hub.web.logs import JsonLines
from tests.attacks.isolation.asking import Request
from tests.attacks.isolation.people import browser
from tests.attacks.test_every_endpoint import RULES, at, client_of

MARKUP = "'\"></title></textarea></script><x-injected onx=1 href=javascript:alert(1)>{{7*7}}${7*7}<%=7*7%>&amp;"
FORMULA = '=hyperlink("http://evil.example","x")'
OUR_SUM = re.compile(r"=SUM\([A-Z]+\d+:[A-Z]+\d+(,[A-Z]+\d+:[A-Z]+\d+)*\)")
"""Subtotals of a workbook are formulas over the cells above and below them, and nothing else is."""
LINES = 'anna\r\nbcc: everybody@evil.example\r\n\r\n\u2028<b>{"level":"error"}'
CHOSEN = {
    "account": ("name",),
    "activation": ("initiator_email",),
    "activation_company": ("name",),
    "book": ("name",),
    "company": ("name",),
    "dimension": ("name",),
    "dimension_item": ("code", "name"),
    "entry": ("text",),
    "identity": ("email_seen", "organisation"),
    "invitation": ("email",),
    "invoice": ("status", "number", "reference", "partner", "partner_number"),
    "mail": ("recipient", "subject", "body"),
    "payment_event": ("type",),
    "person": ("name", "email"),
    "receipt": ("type", "status", "name", "number", "text"),
    "receipt_change": ("type", "name", "number"),
    "saved_view": ("name",),
    "tenant": ("name", "email"),
    "web_session": ("user_agent",),
    "webhook": ("subscription",),
}
"""Texts by table that somebody outside of the hub can choose."""
OURS = {
    "account": {"code"},
    "activation": {"flow", "reference", "state"},
    "activation_company": {"source_id", "country", "business_id", "decision", "terms_version", "result"},
    "allowed_organisation": {"provider", "organisation"},
    "audit_event": {column.name for column in metadata.tables["audit_event"].columns},
    "book": {"currency"},
    "company": {"country", "business_id"},
    "connection": {"connector", "source_id", "state", "origin"},
    "connection_finding": {"code", "severity"},
    "connection_secret": {"field"},
    "dimension": {"source_id"},
    "dimension_item": {"source_id", "dimension_id"},
    "entry": {"account", "layer", "source_id", "vat_type"},
    "fetch_stretch": {"invoices"},
    "fetch_unit": {"connector", "kind", "ids"},
    "fiscal_year": {"source_id"},
    "handoff_code": {"host", "challenge"},
    "hub_event": {column.name for column in metadata.tables["hub_event"].columns},
    "identity": {"provider", "authority", "subject", "kind"},
    "invitation": {"role"},
    "invoice": {"source_id", "side", "layer", "currency", "partner_code"},
    "invoices_read": {"side"},
    "item_balance": {"layer", "account", "item"},
    "job": {"kind", "dedupe_key", "state"},
    "label": {"label", "state"},
    "membership": {"role"},
    "month_balance": {"layer", "account"},
    "moved_account": {"layout", "account", "line"},
    "notice": {"kind"},
    "payment_event": {"source_id", "invoice_id"},
    "person": {"language"},
    "preview_total": {"account"},
    "provisional_opening": {"account"},
    "proof": {"status", "reason"},
    "proof_difference": {"account", "reason", "source_id"},
    "rate_slot": {"budget"},
    "receipt_change": {"kind", "source_id", "counterpart", "invoice_id", "layer_before", "layer_after"},
    "schedule_run": {"name"},
    "receipt": {"source_id", "layer", "partner_code", "invoice_id"},
    "report_file": {"report", "format", "language", "state", "name"},
    "saved_view": {"report"},
    "sync_run": {"state"},
    "totals_reading": {"balances"},
    "tenant": {"subdomain", "state"},
    "tenant_key": {"kek_id"},
    "terms_acceptance": {"version"},
    "web_flow": {"host"},
    "web_session": {"kind", "host", "csrf_token", "assurance", "ip"},
}
"""Texts that the hub writes or checks by itself, or that cannot change: events carry what was chosen as it was then."""
UNIQUE = {("invitation", "email")}
REPORTS = (
    *((key, {}) for key in ("general-ledger", "trial-balance", "balance-sheet", "income-statement", "by-dimension")),
    ("by-dimension", {"form": "rows", "dimension": "d1"}),
    ("income-statement", {"item": "i1"}),
    ("general-ledger", {"pending": "1"}),
)


class Tags(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")}


def assert_harmless(answer) -> None:
    """Hold a page to it that nothing of a payload became markup, a link or a result."""
    found = Tags(answer.get_data(as_text=True))
    assert "x-injected" not in found.tags
    assert not {each for each in found.attributes if each.startswith("on")}
    assert not {each for each in found.links if each.strip().lower().startswith(("javascript:", "data:", "vbscript:"))}
    assert "{{49}}" not in answer.text
    assert "x-injected onx=1" not in answer.text.replace("&#34;", "").replace("&lt;x-injected onx=1", "")


def plant(payload: str) -> None:
    """Put a payload into every text that can be chosen; whose organisation is one gets in all the same."""
    with hub.db.system_transaction() as db:
        db.execute(text("DELETE FROM allowed_organisation"))
        for table, columns in CHOSEN.items():
            for column in columns:
                length = metadata.tables[table].columns[column].type.length or 2000
                own = "'' || row_number() OVER ()" if (table, column) in UNIQUE else "''"
                numbered = f"(SELECT ctid AS place, {own} AS own FROM {table})"
                put = f"UPDATE {table} SET {column} = left(:payload || own, {length}) FROM {numbered} AS n"
                db.execute(text(f"{put} WHERE n.place = {table}.ctid"), {"payload": payload})


@pytest.fixture(autouse=True)
def as_it_was(snapshot):
    snapshot.renew()
    yield
    snapshot.restore()


def pages(world, actor: str = "admin"):
    """Ask for every page that can be read, as somebody who may."""
    for asked in RULES:
        if asked.method == "GET" and asked.sample.prepare is None and asked.rule.endpoint != "static":
            answer = Request.of(asked.sample, world.a.side).send(client_of(world, asked, actor), asked)
            assert answer.status_code in asked.sample.alive, asked
            yield asked, answer


def test_t21_every_text_is_either_planted_or_the_hubs_own():
    """A new column fails here until it is said whose words it holds."""
    for name, table in metadata.tables.items():
        texts = {column.name for column in table.columns if isinstance(column.type, String)}
        known = set(CHOSEN.get(name, ())) | OURS.get(name, set())
        assert texts <= known, (name, texts - known)


@pytest.mark.parametrize("payload", [MARKUP, LINES], ids=["markup", "lines"])
def test_v1_2_1_v1_2_2_v1_3_7_t21_no_page_does_what_a_stored_text_says(world, payload, count):
    plant(payload)
    shown = 0
    for _asked, answer in pages(world):
        if answer.mimetype == "text/html":
            assert_harmless(answer)
            shown += "everybody@evil.example" in answer.text or "x-injected" in answer.text
            count("pages made of payloads")
        assert "\n" not in str(answer.headers.get("Content-Disposition", ""))
        assert "Bcc" not in answer.headers
    assert shown >= 15, "the payloads do stand on pages"


@pytest.mark.parametrize(("key", "more"), REPORTS)
def test_v1_2_1_t21_no_stored_text_is_markup_in_a_report(world, key, more):
    plant(MARKUP)
    asked = next(each for each in RULES if each.rule.endpoint == "reports.report")
    request = Request.of(asked.sample, world.a.side)
    request.path, request.query = {"key": key}, {**request.query, **more}
    answer = request.send(browser(world.app, at(world, asked, world.a), world.a.people["detail"]), asked)
    assert answer.status_code == 200
    assert "x-injected" in answer.text
    assert_harmless(answer)


def reports_of(world, kind: str):
    asked = next(each for each in RULES if each.rule.endpoint == f"reports.report_{kind}")
    for key, more in REPORTS:
        request = Request.of(asked.sample, world.a.side)
        request.path, request.query = {"key": key}, {**request.query, **more}
        answer = request.send(browser(world.app, at(world, asked, world.a), world.a.people["detail"]), asked)
        assert answer.status_code == 200, key
        assert (
            "evil.example" not in str(answer.headers["Content-Disposition"]).replace('"', "").partition("filename")[0]
        )
        yield answer


def test_v1_2_10_t21_no_stored_text_is_a_formula_in_a_table(world):
    plant(FORMULA)
    cells = []
    for answer in reports_of(world, "csv"):
        cells += [cell for line in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))) for cell in line]
    assert any("hyperlink" in each for each in cells)
    suspicious = [each for each in cells if each.lstrip().startswith(FORMULA_STARTS)]
    assert not [each for each in suspicious if not each[1:].replace(".", "").isdigit()]


def test_v1_2_10_t21_no_stored_text_is_a_formula_or_a_link_in_a_workbook(world):
    plant(FORMULA)
    seen = 0
    for answer in reports_of(world, "xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        for cell in (cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None):
            assert cell.data_type in ("s", "n", "d") or OUR_SUM.fullmatch(cell.value)
            assert cell.hyperlink is None
            seen += "hyperlink" in str(cell.value)
    assert seen


def test_v1_3_11_t21_no_stored_text_becomes_a_header_of_a_mail(world):
    """Names of people and environments are in subjects and bodies of invitations and notices."""
    plant(LINES)
    asked = next(each for each in RULES if str(each).startswith("invitations.invite POST"))
    with hub.db.system_transaction() as db:
        db.execute(text("DELETE FROM mail"))
    request = Request.of(asked.sample, world.a.side)
    request.form["email"] = "salla@elsewhere.example"
    assert request.send(client_of(world, asked, "admin"), asked).status_code == 303
    with hub.db.system_transaction() as db:
        (written,) = db.query(Mail).all()
    sent = message_from_bytes(mail.message(written, "Hub <hub@hub.example>").as_bytes(), policy=policy.default)
    assert sent["To"] == "salla@elsewhere.example"
    assert sent["Bcc"] is None
    assert len(sent.get_all("Subject")) == 1
    assert sent.get_content_type() == "text/plain"


def test_v16_4_1_t21_no_stored_text_begins_a_line_of_its_own_in_a_log(world, caplog):
    plant(LINES)
    caplog.set_level("DEBUG", "hub")
    for _asked, _answer in pages(world):
        pass
    assert not [line for each in caplog.records if "\n" in (line := JsonLines().format(each))]

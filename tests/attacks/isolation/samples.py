"""How each rule is asked for, with the ids of either twin. A rule without a sample fails the build.

To add a rule: give the ids that fill its address, its query and its form. What only one of the twins has is an id and
is tried with the other's; what both would send alike is a plain value. Then write who gets in into ``access.txt``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from tests.attacks.isolation.shop import CODE, STEP
from tests.attacks.isolation.side import Side
from tests.hub.conftest import HubClient
from tests.hub.identity.conftest import choose

__all__ = ["SAMPLES", "Foreign", "Sample"]

Values = Callable[[Side], Mapping[str, str]]


class Foreign(StrEnum):
    """What somebody gets who asks with another tenant's id in the address."""

    HIDDEN = "404, as for an id that nobody has"
    PROVE = "the page that asks to prove to be the initiator: every browser that does resumes the activation (T05)"
    BEARER = "whoever presents the link may redeem it: its token is the secret"
    PUBLIC = "there is nothing of anybody's at this address"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A request that works.

    :param path: what fills the rule's parameters
    :param alive: the statuses that show an answer of the view itself to whom it is for
    :param prepare: what the browser has to do before; gives more of the query
    :param given: keys of the form or query whose value proves a right by itself, so that another's is no attack
    :param concerns: outsiders who ask about something that is theirs as well, and may hear of it
    :param writes: tables to which a request about one's own things adds a row of the other tenant, by design
    """

    path: Values = lambda side: {}
    query: Values = lambda side: {}
    form: Values = lambda side: {}
    alive: frozenset[int] = frozenset({200, 303})
    foreign: Foreign = Foreign.HIDDEN
    prepare: Callable[[HubClient, Side], Mapping[str, str]] | None = None
    given: frozenset[str] = frozenset()
    concerns: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()


def of(**names: str) -> Values:
    """Fill values with ids: parameter by the id's name in :class:`Side`."""
    return lambda side: {parameter: side[name] for parameter, name in names.items()}


def fixed(**values: str) -> Values:
    """Fill values that are the same for both twins."""
    return lambda side: values


def activation(place: str, company: str | None = None, *, form: Values | None = None, **more: Any) -> Sample:
    """Ask for a page of the activation that stands there."""
    ids = {"activation_id": f"activation_{place}"} | ({"company_id": company} if company else {})
    return Sample(path=of(**ids), form=form or fixed(), foreign=Foreign.PROVE, **more)


def step(**more: Any) -> Sample:
    def path(side: Side) -> Mapping[str, str]:
        ids = {"activation_id": side["activation_ready"], "company_id": side["company_ready"]}
        return {**ids, "step": STEP.name}

    return Sample(path=path, foreign=Foreign.PROVE, **more)


def begin_sign_in(client: HubClient, _side: Side) -> Mapping[str, str]:
    """Go to the provider and choose an account there."""
    sent = client.get("/auth/google")
    return dict(parse_qsl(choose(sent.location, "anna").partition("?")[2]))


def begin_key_login(client: HubClient, side: Side) -> Mapping[str, str]:
    """Go to the accounting system's own page and let the hub in."""
    sent = client.post("/connect/ledgers", data={"environment": side["subdomain"], "another": "1"})
    if sent.status_code != 303 or "state=" not in sent.location:
        return {"state": "none", "code": CODE}
    return {"state": sent.location.rpartition("state=")[2], "code": f"{CODE}:{side['source']}"}


CONNECTION = of(connection_id="connection")
MEMBER = of(person_id="member")
BOOK = of(book="book")
FILE, SAVED = of(file_id="file"), of(view_id="view")
ACCOUNT = fixed(layout="finnish-statements", account="1910")
INVITATION = of(invitation_id="invitation")
LINK = of(tenant_id="tenant", token="token")
BEARERS = {"foreign": Foreign.BEARER, "concerns": frozenset({"former", "other"})}
OWN_SESSION = frozenset({"former"})
"""The session that a former member still has at the environment is their own, though nothing opens to it."""
COMPANY_FORM = fixed(name="New Oy", email="info@new.example", subdomain="quite-new", terms="1")
HANDOFF = {"state": "s", "challenge": "c" * 43}
PERIOD = {"from": "2026-01", "to": "2026-12"}

SAMPLES: dict[str, Sample] = {
    # open to anybody
    "static GET": Sample(path=fixed(filename="hub.css"), foreign=Foreign.PUBLIC),
    "health GET": Sample(foreign=Foreign.PUBLIC),
    "pages.terms GET": Sample(foreign=Foreign.PUBLIC),
    "pages.privacy GET": Sample(foreign=Foreign.PUBLIC),
    "mails.index GET": Sample(foreign=Foreign.PUBLIC, alive=frozenset({404})),  # only in the demo
    # signing in and out
    "identity.home GET": Sample(),
    "identity.sign_in GET": Sample(),
    "identity.start GET": Sample(path=fixed(provider="google")),
    "identity.callback GET": Sample(path=fixed(provider="google"), prepare=begin_sign_in),
    "identity.hand_off GET": Sample(query=lambda side: {"host": side["subdomain"], **HANDOFF}),
    "identity.enter GET": Sample(query=fixed(code="none", state="none"), alive=frozenset({403})),  # see test_handoff
    "identity.switch_account POST": Sample(),
    "identity.ask_sign_out GET": Sample(),
    "identity.sign_out POST": Sample(),
    "identity.signed_out GET": Sample(),
    "identity.choose_language POST": Sample(form=fixed(language="sv", back="/"), foreign=Foreign.PUBLIC),
    # one's own account
    "identity.account GET": Sample(concerns=OWN_SESSION),
    "identity.end_session POST": Sample(path=of(session_id="session")),
    "identity.end_other_sessions POST": Sample(concerns=OWN_SESSION),
    "identity.begin_link GET": Sample(path=fixed(provider="google")),
    "identity.ask_link GET": Sample(),
    "identity.link POST": Sample(),
    "identity.unlink POST": Sample(path=of(identity_id="admin_identity"), alive=frozenset({403})),  # the only one
    # activations
    "activation.arrive GET": Sample(path=fixed(flow="corner"), query=of(order="order"), given=frozenset({"order"})),
    "activation.index GET": activation("provable"),
    "activation.switch_account POST": activation("open"),
    "activation.confirm GET": activation("ready", alive=frozenset({200})),
    "activation.confirm_connection POST": activation("ready"),
    "activation.decline POST": activation("open"),
    "activation.retry POST": activation("confirmed"),
    "activation.companies GET": activation("open", alive=frozenset({200})),
    "activation.form GET": activation("open", "company_undecided", alive=frozenset({200})),
    "activation.create POST": activation("open", "company_undecided", form=COMPANY_FORM),
    "activation.attach GET": activation("attachable", "company_attachable", alive=frozenset({200})),
    "activation.choose_environment POST": activation("attachable", "company_attachable"),
    "activation.join POST": activation("open", "company_undecided", form=of(environment_of="company_open")),
    "activation.leave_out POST": activation("open", "company_undecided"),
    "activation.reopen POST": activation("open", "company_open"),
    # the Admins who are asked find it in their audit log
    "activation.ask_admins POST": activation("blocked", "company_blocked", writes=frozenset({"audit_event"})),
    "activation.blocked GET": activation("blocked", alive=frozenset({200})),
    "activation.subdomain GET": activation("open", "company_undecided", query=fixed(label="quite-new")),
    "activation.prove GET": activation("unproven", alive=frozenset({200})),
    "activation.send_code POST": activation("unproven"),
    "activation.redeem POST": activation("unproven", form=fixed(code="123456"), alive=frozenset({422})),
    "activation.progress GET": activation("confirmed", alive=frozenset({200})),
    "activation.status GET": activation("confirmed", alive=frozenset({200})),
    "activation.done GET": activation("done", alive=frozenset({200})),
    "activation.ended GET": activation("declined", alive=frozenset({200})),
    "activation.step GET": step(alive=frozenset({200})),
    "activation.run_step POST": step(form=fixed(till="2")),
    # companies and their connections
    "connectors.choose_way GET": Sample(),
    "connectors.paste_key GET": Sample(path=fixed(key="ledgers")),
    "connectors.attach POST": Sample(
        path=fixed(key="ledgers"),
        form=lambda side: {"api_key": side["api_key"], "another": "1"},
        given=frozenset({"api_key"}),
        alive=frozenset({303}),
    ),
    "connectors.replace_key GET": Sample(path=CONNECTION),
    "connectors.renew POST": Sample(path=CONNECTION, form=of(api_key="own_key"), given=frozenset({"api_key"})),
    "connectors.sync_now POST": Sample(path=CONNECTION),
    "connectors.examine POST": Sample(path=CONNECTION),
    "connectors.ask_detach GET": Sample(path=CONNECTION),
    "connectors.detach POST": Sample(path=CONNECTION, form=fixed(data="keep")),
    "connectors.ask GET": Sample(path=fixed(key="ledgers"), query=of(environment="subdomain", connection="connection")),
    "connectors.begin POST": Sample(
        path=fixed(key="ledgers"), form=of(environment="subdomain", connection="connection")
    ),
    "connectors.finish GET": Sample(path=fixed(key="ledgers"), prepare=begin_key_login),
    "connectors.index GET": Sample(),
    "connectors.sync_progress GET": Sample(query=BOOK),
    "connectors.syncs GET": Sample(path=CONNECTION),
    "connectors.sync GET": Sample(path=of(run_id="run")),
    # calls of accounting systems
    "webhooks.receive POST": Sample(
        path=lambda side: {"connector": "ledgers", "token": side["hook"]},
        form=fixed(word="rights"),
        alive=frozenset({204}),
        foreign=Foreign.BEARER,
        concerns=frozenset({"anonymous", "former", "other"}),
    ),
    # work in the background
    "work.index GET": Sample(),
    "work.try_now POST": Sample(path=of(job_id="job")),
    # members
    "members.index GET": Sample(),
    "members.payroll_detail POST": Sample(path=MEMBER, form=fixed(granted="1")),
    "members.ask_role GET": Sample(path=MEMBER),
    "members.change_role POST": Sample(path=MEMBER, form=fixed(role="admin")),
    "members.ask_remove GET": Sample(path=MEMBER),
    "members.remove POST": Sample(path=MEMBER),
    "members.end_sessions POST": Sample(path=MEMBER),
    # invitations
    "invitations.form GET": Sample(),
    "invitations.invite POST": Sample(
        form=lambda side: {"email": side["invitee"], "role": "member"}, alive=frozenset({303})
    ),
    "invitations.send_again POST": Sample(path=INVITATION),
    "invitations.withdraw POST": Sample(path=INVITATION),
    "invitations.show GET": Sample(path=LINK, **BEARERS),
    "invitations.sign_in POST": Sample(path=LINK, **BEARERS),
    "invitations.join POST": Sample(path=LINK, writes=frozenset({"audit_event"}), **BEARERS),
    # whose accounts are accepted
    "access.index GET": Sample(),
    "access.allow POST": Sample(
        form=lambda side: {"provider": "google", "organisation": side["domain"], "confirmed": "1"}
    ),
    "access.disallow POST": Sample(
        form=lambda side: {"provider": "google", "organisation": side["domain"], "confirmed": "1"}
    ),
    # the audit log
    "audit.index GET": Sample(query=of(person="admin")),
    "audit.choose_export GET": Sample(query=of(person="admin")),
    "audit.export POST": Sample(form=lambda side: {"format": "csv", "person": side["admin"]}),
    # reports
    "reports.analytics GET": Sample(query=BOOK),
    "reports.content GET": Sample(query=BOOK),
    "reports.report GET": Sample(path=fixed(key="general-ledger"), query=lambda side: {"book": side["book"], **PERIOD}),
    "reports.report_csv GET": Sample(
        path=fixed(key="general-ledger"), query=lambda side: {"book": side["book"], **PERIOD}
    ),
    "reports.report_json GET": Sample(
        path=fixed(key="general-ledger"), query=lambda side: {"book": side["book"], **PERIOD}
    ),
    "reports.report_pdf GET": Sample(
        path=fixed(key="general-ledger"), query=lambda side: {"book": side["book"], **PERIOD}
    ),
    "reports.report_xlsx GET": Sample(
        path=fixed(key="general-ledger"), query=lambda side: {"book": side["book"], **PERIOD}
    ),
    "reports.cell GET": Sample(
        path=fixed(key="trial-balance"),
        query=lambda side: {"book": side["book"], "row": "account:1910", "column": "closing", **PERIOD},
    ),
    # files that a worker builds, and views under a name: each is one person's own
    "reports.order_file POST": Sample(
        path=fixed(key="general-ledger"),
        query=lambda side: {"book": side["book"], **PERIOD},
        form=fixed(format="csv"),
    ),
    "reports.files_progress GET": Sample(),
    "reports.file GET": Sample(path=FILE),
    "reports.take_file GET": Sample(path=FILE),
    "reports.build_again POST": Sample(path=of(file_id="failed_file")),
    "reports.delete_file POST": Sample(path=FILE),
    "reports.ask_save GET": Sample(
        path=fixed(key="general-ledger"), query=lambda side: {"book": side["book"], **PERIOD}
    ),
    "reports.save POST": Sample(
        path=fixed(key="general-ledger"),
        query=lambda side: {"book": side["book"], **PERIOD},
        form=fixed(name="The year", span="days"),
    ),
    "reports.ask_rename GET": Sample(path=SAVED),
    "reports.rename POST": Sample(path=SAVED, form=fixed(name="Another name")),
    "reports.delete_view POST": Sample(path=SAVED),
    "proof.index GET": Sample(query=BOOK),
    # which account stands on which line
    "mapping.index GET": Sample(path=fixed(layout="finnish-statements"), query=BOOK),
    "mapping.account GET": Sample(path=ACCOUNT, query=lambda side: {"book": side["book"], "to": "securities"}),
    "mapping.move POST": Sample(path=ACCOUNT, query=BOOK, form=fixed(to="cash", seen="securities")),
    "mapping.undo POST": Sample(path=ACCOUNT, query=BOOK, form=fixed(seen="securities")),
    "reports.receipt GET": Sample(path=of(source_id="receipt"), query=BOOK),
}
"""By the rule's endpoint and method."""

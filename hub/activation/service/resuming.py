"""Going on, in a new request of the store, with what somebody had begun in an earlier one for the same companies.

Who closed the page presses *Activate* again, and the store makes another request of it: what was entered, the address
that is held for it and the question to the Admins go along, and the earlier activation ends. The store needs no call,
for it was told nothing of the earlier one.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from hub.activation.models import Activation, ActivationCompany, ActivationState, CompanyDecision
from hub.activation.service import deciding, expiring
from hub.db import Db
from tenants import business_id, provisioning
from tenants.errors import InvalidBusinessId

__all__ = ["SUPERSEDED", "resume"]

SUPERSEDED = "superseded"
"""What is kept of an activation as the reason why it ended."""


def resume(db: Db, activation: Activation) -> Sequence[Activation]:
    """Take over what the person who has just proved to be the initiator had begun; gives the activations that ended.

    The caller holds the activation's row. An earlier one that covers companies which this one does not goes on for
    those.
    """
    rows = {key: each for each in activation.companies if (key := _key(each))}
    ended = []
    for earlier in _begun(db, activation):
        keys = [_key(each) for each in earlier.companies]
        for key, old in zip(keys, earlier.companies, strict=True):
            if key in rows and _is_begun(old) and not _is_begun(rows[key]):
                _take_over(db, old, rows[key])
        if all(key in rows for key in keys):
            _end(db, earlier)
            ended.append(earlier)
    return ended


def _begun(db: Db, activation: Activation) -> Sequence[Activation]:
    """Find the person's other open activations, the newest first; one that another tab is changing is left to it."""
    query = select(Activation).where(
        Activation.person_id == activation.person_id,
        Activation.id != activation.id,
        Activation.state == ActivationState.IDENTIFIED,
        Activation.expires_at > func.now(),
    )
    newest = query.order_by(Activation.created_at.desc()).options(selectinload(Activation.companies))
    return db.scalars(newest.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()


def _key(company: ActivationCompany) -> tuple[str, str] | None:
    try:
        return company.country, business_id.canonical(company.business_id or "")
    except InvalidBusinessId:
        return None


def _is_begun(company: ActivationCompany) -> bool:
    return bool(company.form) or company.asked_admins_at is not None


def _take_over(db: Db, old: ActivationCompany, new: ActivationCompany) -> None:
    """Go on with the form and its address; pages of plugins are shown again, filled in, for the request is another."""
    new.form, new.asked_admins_at = old.form, old.asked_admins_at
    new.terms_version, new.terms_accepted_at = old.terms_version, old.terms_accepted_at
    if old.decision == CompanyDecision.CREATE:
        new.decision = CompanyDecision.CREATE
    provisioning.hand_over(db, old.id, new.id)
    deciding.reopen(db, old)


def _end(db: Db, earlier: Activation) -> None:
    db.flush()
    expiring.forget(db, [earlier.id])
    earlier.state, earlier.message, earlier.finished_at = ActivationState.EXPIRED, SUPERSEDED, datetime.now(UTC)

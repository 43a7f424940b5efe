"""The end of a company's way, and of the activation's."""

from datetime import UTC, datetime
from uuid import UUID

from hub.activation.models import Activation, ActivationState, CompanyDecision
from hub.activation.service.deeds import record_company
from hub.activation.service.finishing import lock_company
from hub.db import Db
from tenants import provisioning

__all__ = ["conclude", "fail", "keep_for_later", "note", "stop"]


def fail(db: Db, company_id: UUID, message: str) -> None:
    """Give a company up for good, with what the person is told."""
    row = lock_company(db, company_id)
    if not row.result:
        row.result, row.result_message = "failed", message
        record_company(db, row, "activation.company_refused", message.partition(":")[0])
        provisioning.release(db, row.id)


def keep_for_later(db: Db, company_id: UUID, message: str) -> None:
    """Note what is in a company's way; the next attempt may succeed."""
    row = lock_company(db, company_id)
    if not row.result:
        row.result_message = message


def note(db: Db, activation_id: UUID, message: str) -> None:
    """Note what keeps the store from answering, for the page that waits."""
    db.get_one(Activation, activation_id, with_for_update=True, populate_existing=True).message = message


def stop(db: Db, activation_id: UUID, message: str) -> None:
    """End an activation that the store no longer takes an answer to."""
    activation = _activation(db, activation_id)
    for row in activation.companies:
        if not row.result:
            fail(db, row.id, message)
    activation.message = message
    _end(db, activation)


def conclude(db: Db, activation_id: UUID, shown: dict[str, bool | None]) -> bool:
    """End the activation when every company has its result.

    :param shown: whether the store shows the integration as active, by the store's id of the company
    """
    activation = _activation(db, activation_id)
    for row in activation.companies:
        if row.decision == CompanyDecision.REJECT and not row.result:
            row.result = "rejected"
            record_company(db, row, "activation.company_rejected")
        if row.source_id in shown:
            row.store_active = shown[row.source_id]
    if any(not row.result for row in activation.companies):
        return False
    _end(db, activation)
    return True


def _end(db: Db, activation: Activation) -> None:
    if activation.state != ActivationState.CONFIRMED:
        return
    results = {row.result for row in activation.companies}
    if results & {"created", "attached"}:
        activation.state = ActivationState.CONNECTED
    else:
        activation.state = ActivationState.DECLINED if results == {"rejected"} else ActivationState.FAILED
    activation.finished_at = datetime.now(UTC)
    db.flush()


def _activation(db: Db, activation_id: UUID) -> Activation:
    activation = db.get_one(Activation, activation_id, with_for_update=True, populate_existing=True)
    for row in activation.companies:
        db.refresh(row)
    return activation

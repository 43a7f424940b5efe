"""Who may go on with an activation: the initiator whom the store names, and nobody else.

The signed-in account proves it when its provider vouches for the very address; otherwise a one-time code does, which is
mailed to the address that the store named.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import scrypt
from hmac import compare_digest
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select

from hub import mail
from hub.activation import letters
from hub.activation.models import Activation, ActivationState, InitiatorCode
from hub.db import Db
from hub.identity.models import LinkedIdentity
from hub.sdk.identity import Identity

__all__ = [
    "ATTEMPTS",
    "CODE_LIFE",
    "Prover",
    "Redemption",
    "account_of",
    "forget_a_lost_account",
    "is_mine",
    "match",
    "open_code",
    "redeem",
    "send_code",
]

CODE_LIFE = timedelta(minutes=10)
ATTEMPTS = 5
CODES_PER_PERSON = 5
CODES_PER_ACTIVATION = 15
OPEN = (ActivationState.VERIFIED, ActivationState.IDENTIFIED)


class Redemption(StrEnum):
    """What became of an entered code."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"
    """There is no code that could still be entered: too old, used, or tried too often."""


@dataclass(frozen=True, slots=True)
class Prover:
    """The person in front of the screen, and the account they are signed in with."""

    person_id: UUID
    identity_id: UUID
    identity: Identity


def is_mine(activation: Activation, person_id: UUID) -> bool:
    """Tell whether the person has proved to be the initiator."""
    return activation.state != ActivationState.VERIFIED and activation.person_id == person_id


def account_of(db: Db, activation: Activation) -> LinkedIdentity | None:
    """Find the account that proved to be the initiator's; None where it was taken away from the person since."""
    return db.scalar(
        select(LinkedIdentity).where(LinkedIdentity.id == activation.identity_id, LinkedIdentity.unlinked_at.is_(None))
    )


def forget_a_lost_account(db: Db, activation: Activation) -> None:
    """Have it proved anew who the initiator is, if the account that did it was taken away before the confirmation."""
    if activation.state == ActivationState.IDENTIFIED and account_of(db, activation) is None:
        activation.state = ActivationState.VERIFIED
        activation.person_id = activation.identity_id = None


def match(activation: Activation, prover: Prover) -> bool:
    """Let the initiator go on whose provider vouches for the address that the store named."""
    identity = prover.identity
    wanted = activation.initiator_email
    if activation.state not in OPEN or not wanted or not identity.email or not identity.email_vouched:
        return False
    if identity.email.casefold() != wanted.casefold():
        return False
    _identify(activation, prover)
    return True


def send_code(db: Db, activation: Activation, prover: Prover) -> bool:
    """Mail a code to the initiator's address; a new one ends the one before.

    :returns: False when too many were sent for this request already
    """
    if activation.state not in OPEN or activation.initiator_email is None or _sent_enough(db, activation, prover):
        return False
    for old in _live_codes(db, activation, prover):
        old.expires_at = datetime.now(UTC)
    digits = f"{secrets.randbelow(10**6):06}"
    code = InitiatorCode(
        id=uuid4(), activation_id=activation.id, person_id=prover.person_id, expires_at=datetime.now(UTC) + CODE_LIFE
    )
    code.code_hash = _hash(code.id, digits)
    db.add(code)
    letter = letters.code(digits, prover.identity)
    mail.send(db, activation.initiator_email, letter.subject, letter.body)
    return True


def open_code(db: Db, activation: Activation, person_id: UUID) -> bool:
    """Tell whether a code was sent that can still be entered."""
    query = select(InitiatorCode).where(*_usable(activation, person_id))
    return db.scalar(select(query.exists())) or False


def redeem(db: Db, activation: Activation, prover: Prover, digits: str) -> Redemption:
    """Compare an entered code; every try counts, also when this browser never hears the answer."""
    codes = _live_codes(db, activation, prover)
    if not codes or activation.state not in OPEN:
        return Redemption.OVER
    code = codes[0]
    code.attempts += 1
    if not compare_digest(code.code_hash, _hash(code.id, digits)):
        return Redemption.WRONG if code.attempts < ATTEMPTS else Redemption.OVER
    code.used_at = datetime.now(UTC)
    _identify(activation, prover)
    return Redemption.RIGHT


def _identify(activation: Activation, prover: Prover) -> None:
    activation.state = ActivationState.IDENTIFIED
    activation.person_id = prover.person_id
    activation.identity_id = prover.identity_id


def _live_codes(db: Db, activation: Activation, prover: Prover) -> list[InitiatorCode]:
    query = select(InitiatorCode).where(*_usable(activation, prover.person_id))
    return list(db.scalars(query.order_by(InitiatorCode.created_at.desc()).with_for_update()))


def _usable(activation: Activation, person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        InitiatorCode.activation_id == activation.id,
        InitiatorCode.person_id == person_id,
        InitiatorCode.used_at.is_(None),
        InitiatorCode.attempts < ATTEMPTS,
        InitiatorCode.expires_at > func.now(),
    )


def _sent_enough(db: Db, activation: Activation, prover: Prover) -> bool:
    of_activation = select(func.count()).where(InitiatorCode.activation_id == activation.id)
    of_person = of_activation.where(InitiatorCode.person_id == prover.person_id)
    return (db.scalar(of_person) or 0) >= CODES_PER_PERSON or (db.scalar(of_activation) or 0) >= CODES_PER_ACTIVATION


def _hash(code_id: UUID, digits: str) -> bytes:
    """Hash six digits so slowly that reading the table is of no use within their ten minutes."""
    return scrypt(digits.encode(), salt=code_id.bytes, n=2**14, r=8, p=1, dklen=32)

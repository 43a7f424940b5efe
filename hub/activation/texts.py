"""What became of a company, in sentences. Rows keep stable names, for workers do not know the reader's language."""

from flask_babel import lazy_gettext as _l

from hub.activation.models import ActivationCompany
from hub.sdk.activation import ActivationFlow
from hub.texts import shown

__all__ = ["left_active", "say", "untold"]

SENTENCES = {
    "not_admin": _l(
        "Nothing was connected: you are not an Admin of the company's environment any more. "
        "Ask an Admin of it to activate again."
    ),
    "not_admitted": _l(
        "Nothing was connected: the company's environment accepts only accounts of certain organisations, and yours is "
        "not of them. Activate again, signed in with your work account there."
    ),
    "open_meanwhile": _l(
        "Nothing was connected: the company got an environment from somebody else meanwhile. "
        "Ask an Admin of it to activate again."
    ),
    "join_failed": _l("Nothing was connected: the environment that it was to join could not be opened."),
    "superseded": _l(
        "You have activated anew in the store for the same company. What you had entered here is there; go on there."
    ),
    "not_finished": _l("Nothing was connected: it could not be finished in time. Activate again in the store."),
    "other_address": _l("The address “%(what)s” was no longer free, so the environment got another one."),
    "other_company": _l(
        "Nothing was connected: the key from the store opens the books of %(what)s, which is not the company of the "
        "activation. Tell the support; do not activate again before that."
    ),
}
AFTER_APPROVAL = frozenset({"not_admin", "not_admitted", "open_meanwhile", "join_failed", "other_company"})
"""What can be in the way only after the store was told that the company is approved."""
LEFT_ACTIVE = _l(
    "The store keeps its approval of this company, and Hub cannot take it back. If it is not to stay, remove Hub at "
    "the store."
)


UNTOLD = _l(
    "Activate again in the store and allow it to tell Hub the company's name, country and business id, and who you are."
)


def untold(flow: ActivationFlow) -> str:
    """Say what the store has to be allowed to tell when it did not."""
    return str(shown(flow.mended_by().get("untold", UNTOLD)))


def left_active(row: ActivationCompany, flow: ActivationFlow) -> str:
    """Say that the store keeps its approval of a company that was not connected; empty where that is not so."""
    name = row.result_message.partition(":")[0]
    if row.result != "failed" or not (row.store_active or name in AFTER_APPROVAL):
        return ""
    return str(shown(flow.mended_by().get("left_active", LEFT_ACTIVE)))


def say(message: str) -> str:
    """Turn a kept message into a sentence; what a plugin wrote is one already."""
    name, _, what = message.partition(":")
    sentence = SENTENCES.get(name)
    return str(shown(message)) if sentence is None else str(sentence) % {"what": what}

"""The one rule for environments' addresses, and how one is suggested for a company.

An address is a single DNS label (RFC 1035, RFC 1123). Labels that look encoded (RFC 5891) and names that people or
programs take for the operator's own are refused. Everything here is pure.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

from tenants.errors import InvalidLabel, LabelFault

__all__ = ["MAX_LENGTH", "MIN_LENGTH", "alternatives", "check", "spelled", "suggest_subdomain"]

MIN_LENGTH = 3
MAX_LENGTH = 40
ROOM_FOR_SUFFIX = 4

_WORDS = """
about abuse access account accounts activate activation activations admin administrator adm analytics api apis app
apps assets auth autoconfig autodiscover backup beta billing blog broadcasthost cache calendar cdn chat client
cloud code connect connections console contact content dashboard data db demo dev developer developers docs
domain download downloads email example exchange feed files finance forum ftp ftps git go google gateway graph
group groups guest guide help helpdesk home host hosting hostmaster hub id identity images imap img info
integration integrations internal intra intranet invite invoice issuer isatap jobs kb key keys ldap legal live
local localdomain localhost localnet log login logout logs mail mailer manage marketing master me media members
metrics microsoft mobile monitor monitoring mx my net network new news newsletter no-reply noc noreply ns oauth
office official ops owner panel partner partners pay payment payments ping policy pop pop3 portal postmaster
preview privacy prod production profile proxy public queue register registration relay report reports resolver
root sandbox search secure security server service services session settings setup share shop sign-in sign-up
signin signout signup sip site smtp soap sso stage staging static stats status store storage subscribe sudo
support survey svn sync sysadmin sysadministrator system team tech telnet terms test testing tls token tools
trust update updates upload usenet user username users uucp verify version video vpn web webhook webhooks
webmail webmaster wiki worker wpad www yourname
"""
RESERVED = frozenset(_WORDS.split())
"""Names that people or programs take for the operator's own."""
RESERVED_PATTERN = re.compile(r"(?:ns|mx|mail|smtp|imap|pop|ftp|db|web|test|dev|stage)-?\d+|www?\d*|w{3,}\d*")

FORM_WORDS: tuple[tuple[str, ...], ...] = tuple(
    sorted(
        (
            tuple(form.split())
            for form in (
                *("oy", "ab", "oyj", "abp", "osakeyhtiö", "aktiebolag", "ky", "kb", "ay", "avoin yhtiö", "öppet bolag"),
                *("osk", "osuuskunta", "anl", "andelslag", "as oy", "asunto oy", "asunto-oy", "bostads ab", "tmi"),
                *("t:mi", "fma", "toiminimi", "ry", "rf", "säätiö", "sr", "stiftelse", "ltd", "limited", "gmbh"),
                *("inc", "llc", "plc", "oy ab", "kommandiittiyhtiö", "kommanditbolag", "julkinen osakeyhtiö"),
            )
        ),
        key=len,
        reverse=True,
    )
)
"""Words for a company's legal form, longest first; what the trade register puts at either end of a name."""

PLAIN = str.maketrans(
    {"ä": "a", "å": "a", "ö": "o", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "đ": "d", "ð": "d", "ł": "l"}
    | {"ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k"}
)
"""Letters that Unicode does not decompose, or decomposes otherwise than Finns and Swedes read them."""

_SHAPE = re.compile(r"[a-z0-9-]+")


def check(label: str) -> None:
    """Refuse a text that cannot be an environment's address.

    >>> check("kapylan-leipa")
    >>> check("www")
    Traceback (most recent call last):
    tenants.errors.InvalidLabel: 'www' cannot be an address: reserved

    :raises InvalidLabel: says why
    """
    fault = _fault(label)
    if fault is not None:
        raise InvalidLabel(label, fault)


def _fault(label: str) -> LabelFault | None:
    if not MIN_LENGTH <= len(label) <= MAX_LENGTH:
        return LabelFault.LENGTH
    if not _SHAPE.fullmatch(label):
        return LabelFault.CHARACTERS
    if label.startswith("-") or label.endswith("-"):
        return LabelFault.HYPHEN
    if label[2:4] == "--":
        return LabelFault.PUNYCODE
    if label.isdigit():
        return LabelFault.DIGITS
    if label in RESERVED or RESERVED_PATTERN.fullmatch(label):
        return LabelFault.RESERVED
    return None


def spelled(text: str) -> str:
    """Write a text with the letters of an address, without judging whether it can be one.

    >>> spelled("Nekosken Työ & Tuote")
    'nekosken-tyo-tuote'
    """
    lowered = unicodedata.normalize("NFC", text).lower().translate(PLAIN)
    decomposed = unicodedata.normalize("NFKD", lowered)
    bare = "".join(each for each in decomposed if not unicodedata.combining(each)).translate(PLAIN)
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def suggest_subdomain(company_name: str, business_id: str) -> str:
    """Propose an address for a company; the person may change it.

    >>> suggest_subdomain("Käpylän Leipä Oy", "12345671")
    'kapylan-leipa'
    >>> suggest_subdomain("Øresund Æbler", "12345671")
    'oresund-aebler'
    >>> suggest_subdomain("Support Oy", "12345671")
    'support-oy'
    >>> suggest_subdomain("北京 Oy", "12345671")
    'company-12345671'
    """
    words = unicodedata.normalize("NFC", company_name).lower().split()
    kept = _without_forms(words)
    candidates = (kept, words) if spelled(" ".join(kept)) else ()
    for candidate in candidates:
        label = _shortened(spelled(" ".join(candidate)), MAX_LENGTH - ROOM_FOR_SUFFIX)
        if _fault(label) is None:
            return label
    return f"company-{business_id}"


def alternatives(label: str) -> Iterator[str]:
    """Give addresses like a taken one, without end.

    >>> from itertools import islice
    >>> list(islice(alternatives("kapylan-leipa"), 2))
    ['kapylan-leipa-2', 'kapylan-leipa-3']
    """
    for number in count(2):
        suffix = f"-{number}"
        yield _shortened(label, MAX_LENGTH - len(suffix)) + suffix


def _without_forms(words: list[str]) -> list[str]:
    kept = words
    while rest := _one_form_less(kept):
        kept = rest
    return kept


def _one_form_less(words: list[str]) -> list[str]:
    """Drop one legal form at an end; nothing when there is none, or nothing else."""
    bare = [word.strip(".,;()\"'") for word in words]
    for form in FORM_WORDS:
        size = len(form)
        if len(words) > size and tuple(bare[-size:]) == form:
            return words[:-size]
        if len(words) > size and tuple(bare[:size]) == form:
            return words[size:]
    return []


def _shortened(label: str, size: int) -> str:
    """Cut a label to a size, between words where that leaves enough of it."""
    if len(label) <= size:
        return label
    cut = label[: size + 1].rsplit("-", 1)[0]
    return (cut if MIN_LENGTH <= len(cut) <= size else label[:size]).rstrip("-")

"""What is believed of a Microsoft account."""

import pytest

from hub.sdk.errors import Refused, UserFault
from plugins.sso_microsoft.provider import PERSONAL, Microsoft
from plugins.sso_microsoft.settings import MicrosoftSettings

TID = "72f988bf-86f1-41af-91ab-2d7cd011db47"
TEMPLATE = "https://login.microsoftonline.com/{tenantid}/v2.0"
CLAIMS = {
    "iss": TEMPLATE.replace("{tenantid}", TID),
    "tid": TID,
    "oid": "690222be-ff1a-4d56-abd1-7e4f7d38e474",
    "sub": "pairwise",
    "name": "Anna Kirjanpitäjä",
    "email": "anna@kapylanleipa.example",
    "xms_edov": True,
}


def microsoft(authority: str = "common") -> Microsoft:
    address = f"https://login.microsoftonline.com/{authority}/v2.0/.well-known/openid-configuration"
    return Microsoft.told(MicrosoftSettings.read({"HUB_MICROSOFT_METADATA_URL": address}))


def test_an_account_is_known_by_directory_and_object_id():
    identity = microsoft().read(CLAIMS)
    assert (identity.provider, identity.authority, identity.subject) == ("microsoft", TID, CLAIMS["oid"])
    assert (identity.kind, identity.organisation) == ("work", TID)


@pytest.mark.parametrize(
    ("edov", "vouched"),
    [(True, True), ("1", True), (1, True), ("true", True), (False, False), ("0", False), (None, False), ("yes", False)],
)
def test_an_address_counts_only_where_its_domain_was_verified(edov, vouched):
    assert microsoft().read({**CLAIMS, "xms_edov": edov}).email_vouched is vouched


def test_no_address_is_vouched_for_where_there_is_none():
    identity = microsoft().read({**CLAIMS, "email": None})
    assert (identity.email, identity.email_vouched) == (None, False)


def test_an_account_of_the_consumer_directory_is_personal():
    identity = microsoft().read({**CLAIMS, "tid": PERSONAL})
    assert (identity.kind, identity.organisation) == ("personal", None)


@pytest.mark.parametrize(
    "tid", [None, "", "common", "../common", TID.upper(), f"{{{TID}}}", f"{TID}/x", "72f988bf86f141af91ab2d7cd011db47"]
)
def test_a_directory_that_is_no_id_is_refused(tid):
    with pytest.raises(Refused):
        microsoft().read({**CLAIMS, "tid": tid})
    with pytest.raises(Refused):
        microsoft().issuer_of({**CLAIMS, "tid": tid}, {"issuer": TEMPLATE})


@pytest.mark.parametrize("oid", [None, ""])
def test_an_account_without_an_object_id_is_refused(oid):
    with pytest.raises(Refused):
        microsoft().read({**CLAIMS, "oid": oid})


def test_the_tokens_directory_goes_into_the_template():
    assert microsoft().issuer_of(CLAIMS, {"issuer": TEMPLATE}) == CLAIMS["iss"]


@pytest.mark.parametrize(
    ("authority", "issuer"),
    [("common", "{tenantid}"), ("organizations", "{tenantid}"), ("consumers", PERSONAL), (TID, TID)],
)
def test_the_metadatas_issuer_follows_from_its_address(authority, issuer):
    assert microsoft(authority).issuer() == f"https://login.microsoftonline.com/{issuer}/v2.0"


@pytest.mark.parametrize(("acct", "guest"), [(1, True), ("1", True), (0, False), ("0", False), (None, False)])
def test_a_guest_of_a_directory_is_told_from_its_own_people(acct, guest):
    assert microsoft().read({**CLAIMS, "acct": acct}).guest is guest


@pytest.mark.parametrize("entered", [TID, TID.upper(), f" {{{TID}}} "])
def test_a_directory_is_entered_by_its_id(entered):
    assert microsoft().organisation(entered) == TID


@pytest.mark.parametrize("entered", ["", "kapylanleipa.example", PERSONAL, f"{TID}/x"])
def test_what_is_no_directory_is_said(entered):
    with pytest.raises(UserFault):
        microsoft().organisation(entered)

"""What is believed of a Google account."""

import pytest

from hub.sdk.errors import UserFault
from hub.sdk.settings import InvalidSetting
from plugins.sso_google import plugin
from plugins.sso_google.provider import Google
from plugins.sso_google.settings import GoogleSettings

CLAIMS = {
    "iss": "https://accounts.google.com",
    "sub": "110248495921238986420",
    "name": "Anna Kirjanpitäjä",
    "email": "anna@kapylanleipa.example",
    "email_verified": True,
    "hd": "kapylanleipa.example",
}
GOOGLE = Google.told(GoogleSettings.read({}))


def test_an_account_is_known_by_issuer_and_sub():
    identity = GOOGLE.read(CLAIMS)
    assert (identity.provider, identity.authority, identity.subject) == (
        "google",
        "https://accounts.google.com",
        "110248495921238986420",
    )
    assert (identity.kind, identity.organisation) == ("work", "kapylanleipa.example")


@pytest.mark.parametrize(
    ("changed", "vouched"),
    [
        ({}, True),
        ({"hd": "KapylanLeipa.example"}, True),
        ({"email_verified": False}, False),
        ({"email_verified": "true"}, False),
        ({"email_verified": None}, False),
        ({"hd": "other.example"}, False),
        ({"hd": None}, False),
        ({"hd": None, "email": "anna@gmail.com"}, True),
        ({"hd": None, "email": "anna@gmail.com.evil.example"}, False),
        ({"hd": None, "email": "anna@evil-gmail.com"}, False),
        ({"email": "anna@sub.kapylanleipa.example"}, False),
        ({"email": "gmail.com@kapylanleipa.example@evil.example"}, False),
        ({"email": None}, False),
    ],
)
def test_an_address_is_vouched_for_by_its_domains_owner(changed, vouched):
    assert GOOGLE.read({**CLAIMS, **changed}).email_vouched is vouched


def test_an_account_without_an_organisation_is_personal():
    identity = GOOGLE.read({key: value for key, value in CLAIMS.items() if key != "hd"})
    assert (identity.kind, identity.organisation) == ("personal", None)


def test_the_issuer_is_the_one_its_address_says():
    assert GOOGLE.issuer() == "https://accounts.google.com"
    assert GOOGLE.issuer_of(CLAIMS, {"issuer": "https://accounts.google.com"}) == "https://accounts.google.com"


def test_it_is_not_offered_without_a_client_id(monkeypatch):
    monkeypatch.setenv("HUB_GOOGLE_CLIENT_ID", "")
    (provider,) = plugin.register_identity_providers()
    assert provider.client_id == ""


def test_the_secret_does_not_show_itself():
    told = {"HUB_GOOGLE_CLIENT_ID": "id", "HUB_GOOGLE_CLIENT_SECRET": "CANARY"}
    settings = GoogleSettings.read(told)
    assert "CANARY" not in repr(settings) + repr(Google.told(settings))


def test_a_mistyped_address_is_named():
    with pytest.raises(InvalidSetting, match="HUB_GOOGLE_METADATA_URL"):
        GoogleSettings.read({"HUB_GOOGLE_METADATA_URL": "accounts.google.com"})


@pytest.mark.parametrize(
    "entered", ["kapylanleipa.example", " KapylanLeipa.Example ", "anna@kapylanleipa.example", "@kapylanleipa.example"]
)
def test_a_workspace_is_entered_by_its_domain(entered):
    assert GOOGLE.organisation(entered) == "kapylanleipa.example"


@pytest.mark.parametrize(
    "entered", ["", "kapylanleipa", "gmail.com", "anna@googlemail.com", "a b.example", "-a.example"]
)
def test_what_is_no_workspace_is_said(entered):
    with pytest.raises(UserFault):
        GOOGLE.organisation(entered)

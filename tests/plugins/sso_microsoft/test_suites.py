"""Microsoft keeps the contract that every identity provider keeps."""

from hub.sdk.testing import identity_suite

from .test_provider import CLAIMS, PERSONAL, TEMPLATE, microsoft

LOGOUT = "https://login.microsoftonline.com/common/oauth2/v2.0/logout"

TestMicrosoft = identity_suite(
    microsoft,
    claims=CLAIMS,
    metadata={"issuer": TEMPLATE, "end_session_endpoint": LOGOUT},
    refused=[{**CLAIMS, "tid": "common"}, {**CLAIMS, "oid": ""}],
    not_vouched=[{**CLAIMS, "xms_edov": False}, {**CLAIMS, "tid": PERSONAL, "xms_edov": None}],
)

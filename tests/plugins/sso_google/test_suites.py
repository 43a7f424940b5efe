"""Google keeps the contract that every identity provider keeps."""

from hub.sdk.testing import identity_suite

from .test_provider import CLAIMS, GOOGLE

TestGoogle = identity_suite(
    lambda: GOOGLE,
    claims=CLAIMS,
    metadata={"issuer": "https://accounts.google.com"},
    not_vouched=[{**CLAIMS, "email_verified": False}, {**CLAIMS, "hd": "other.example"}],
)

"""The search that ends every run of the tests finds what it looks for."""

import base64

import pytest

from hub.identity.tokens import new_token
from hub.sdk.secrets import Secret
from tests import secrets_of_the_run


@pytest.mark.parametrize("disguise", [str.encode, lambda text: text.encode().hex().encode()])
@pytest.mark.parametrize("make", [new_token, lambda: Secret(f"a key of somebody {new_token()}").reveal()])
def test_v16_2_5_a_token_or_key_that_was_made_is_known_and_found(make, disguise):
    with pytest.raises(AssertionError, match="of this run has"):
        secrets_of_the_run.assert_without_secrets("the log", b"before" + disguise(make()) + b"after")


def test_v16_2_5_one_inside_of_something_encoded_is_found():
    packed = base64.b64encode(b"?token=" + new_token().encode())
    with pytest.raises(AssertionError, match="in disguise"):
        secrets_of_the_run.assert_without_secrets("the log", packed)

"""T18: where a browser may be sent after signing in."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from hub.app import create_app
from hub.config import HubSettings
from hub.pluginmanager import Plugins
from hub.web.paths import is_own_page

BAD = r"""
//evil.example
///evil.example
////evil.example
/\evil.example
\\evil.example
\/evil.example
/\/evil.example
/\t/evil.example
//evil.example/%2f..
//evil%E3%80%82example
/%09/evil.example
/%5cevil.example
/%2f%2fevil.example
/.evil.example
/..//evil.example
/;@evil.example
/@evil.example
@evil.example
evil.example
.evil.example
http://evil.example
https://evil.example
https:evil.example
https:/evil.example
https:///evil.example
HTTPS://evil.example
http://hub.localhost:8000@evil.example
http://hub.localhost:8000.evil.example
http://evil.example#hub.localhost
http://evil.example?hub.localhost
http://evil.example\@hub.localhost
http:\\evil.example
javascript:alert(1)
JaVaScRiPt:alert(1)
javascript://hub.localhost/%0aalert(1)
/javascript:alert(1)
data:text/html,<script>alert(1)</script>
vbscript:msgbox(1)
file:///etc/passwd
ftp://evil.example
mailto:x@evil.example
blob:http://evil.example
about:blank
//
///
/\
\
/http://evil.example
/https:/evil.example
//hub.localhost:8000
//hub.localhost:8000/analytics
http://hub.localhost:8000/
/ /evil.example
/%20/evil.example
/‮elpmaxe.live
/　/evil.example
/。evil.example
/／evil.example
//[::1]
//[evil
/[
/static/hub.css
/no-such-page
/sign-out/x
/auth
/auth/google/callback/x
/analytics/../../evil
/%00
/%0d%0aLocation:https://evil.example
/analytics%0d%0aSet-Cookie:x=y
analytics
?x=y
#x
/../
/./
/.
""".strip("\n").split("\n")
BAD += [
    "",
    " ",
    " /",
    "/\n/evil.example",
    "/\r\nLocation: x",
    "\t/",
    "/\x00",
    "/\x7f",
    "/\u2028",
    "/" + "a" * 3000,
    "\ufeff/",
]
GOOD = ("/", "/analytics", "/analytics?book=1", "/reports/pnl?from=2024-01&to=2024-12", "/content", "/receipts/123")
GOOD += ("/auth/handoff?host=acme&state=s&challenge=c", "/?next=//evil.example")


@pytest.fixture(scope="module")
def plain_app():
    return create_app(HubSettings.read({}), Plugins())


@pytest.mark.parametrize("path", BAD)
def test_a_foreign_or_unknown_place_is_refused(plain_app, path):
    assert not is_own_page(plain_app, path)


@pytest.mark.parametrize("path", GOOD)
def test_a_page_of_ours_is_accepted(plain_app, path):
    assert is_own_page(plain_app, path)


@given_settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("/\\.:@?#%&;ahtpsevil09 \t\n\r\x00[]")) | st.text())
def test_whatever_is_accepted_stays_on_our_host(plain_app, path):
    if is_own_page(plain_app, path):
        joined = urlsplit(urljoin("http://hub.localhost:8000/x", path.replace("\\", "/")))
        assert (joined.scheme, joined.netloc) == ("http", "hub.localhost:8000")


@pytest.mark.parametrize("name", ["next", "return", "return_to", "redirect", "redirect_uri", "url", "path", "continue"])
def test_no_parameter_decides_where_one_goes(client, name):
    client.get("/sign-in", query_string={name: "https://evil.example"})
    client.get("/", query_string={name: "https://evil.example"})
    answer = client.get("/sign-in")
    assert "evil" not in answer.text

"""Where the hub may call (T15): every spelling of an address that is not everybody's is refused before a connection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.errors import GiveUp
from hub.sdk.http import Client
from hub.sdk.http.addresses import OWN, Reach, is_allowed

TRICKS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0x7f000001",
    "0x7f.0.0.1",
    "127.0.0.1.",
    "0.0.0.0",
    "0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "１２７.0.0.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "[fec0::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[3fff::1]",
    "169.254.169.254",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "public.example@127.0.0.1",
    "user:password@127.0.0.1",
    "127.0.0.1\\@public.example",
    "127.0.0.1\r\nHost: public.example",
    "127.0.0.1%00.public.example",
    "",
]


@pytest.mark.parametrize("host", TRICKS)
def test_v1_3_6_no_spelling_of_a_host_leads_to_this_machine_or_its_network(vendor, host):
    for scheme in ("https", "http"):
        with pytest.raises(GiveUp):
            Client(f"{scheme}://{host}:{vendor.port}").send("GET", "/latest/meta-data")
    assert vendor.connections == 0


@pytest.mark.parametrize("told", [["1.1.1.1", "127.0.0.1"], ["2606:4700::1111", "fe80::1"], ["10.0.0.1"]])
def test_every_address_of_a_name_is_checked(names, internet, told, caplog):
    names.tells = [told]
    with pytest.raises(GiveUp):
        Client("https://api.vendor.example").send("GET", "/")
    assert internet == []
    assert f"refused to call api.vendor.example: {told[-1]}" in caplog.text


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked(names, internet, tls_vendor, trusted):
    vendor = tls_vendor(trusted())
    names.tells = [["1.1.1.1"], ["127.0.0.1"]]
    client = Client(f"https://api.vendor.example:{vendor.port}")
    assert client.send("GET", "/").content == b"ok"
    assert (internet, names.asked) == (["1.1.1.1"], ["api.vendor.example"])

    with pytest.raises(GiveUp):
        Client(f"https://api.vendor.example:{vendor.port}").send("GET", "/")
    assert internet == ["1.1.1.1"]


def test_the_checked_address_is_asked_for_the_name(names, internet, tls_vendor, trusted):
    vendor = tls_vendor(trusted())
    names.tells = [["1.1.1.1"]]
    Client(f"https://api.vendor.example:{vendor.port}").send("GET", "/")
    assert vendor.names_asked_for == ["api.vendor.example"]
    assert vendor.requests[0][1]["Host"] == f"api.vendor.example:{vendor.port}"


def test_a_kept_connection_is_checked_once(names, internet, tls_vendor, trusted):
    vendor = tls_vendor(trusted())
    names.tells = [["1.1.1.1"]]
    client = Client(f"https://api.vendor.example:{vendor.port}")
    for _ in range(5):
        client.send("GET", "/")
    assert (vendor.connections, len(vendor.requests), len(names.asked)) == (1, 5, 1)


def test_what_the_operator_has_set_may_be_this_machine(vendor):
    assert Client(f"http://127.0.0.1:{vendor.port}", set_by_operator=True).send("GET", "/").content == b"ok"


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "1.1.1.1"])
def test_without_encryption_nothing_leaves_this_machine_even_for_the_operator(names, internet, address):
    names.tells = [[address]]
    with pytest.raises(GiveUp):
        Client("http://api.vendor.example", set_by_operator=True).send("GET", "/")
    assert internet == []


def test_not_even_the_operator_means_the_metadata_of_a_machine(names, internet):
    names.tells = [["169.254.169.254"]]
    with pytest.raises(GiveUp):
        Client("https://api.vendor.example", set_by_operator=True).send("GET", "/")
    assert internet == []


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher", "data", "unix"])
def test_other_protocols_are_not_spoken(scheme):
    with pytest.raises(GiveUp):
        Client(f"{scheme}://api.vendor.example", set_by_operator=True).send("GET", "/etc/passwd")


@pytest.mark.parametrize("path", ["@169.254.169.254/", ".evil.example/", ":1/", "#"])
def test_a_path_cannot_become_a_host(vendor, path):
    with pytest.raises(GiveUp):
        Client(f"http://127.0.0.1:{vendor.port}", set_by_operator=True).send("GET", path)
    assert vendor.connections == 0


def spelled(address: int) -> list[str]:
    tail = f"{address >> 16:x}:{address & 0xFFFF:x}"
    dotted = ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))
    return [dotted, f"::ffff:{tail}", f"64:ff9b::{tail}", f"2002:{tail}::"]


@given(st.sampled_from([each for each in OWN if each.version == 4]), st.integers(0, 2**32 - 1))
def test_an_address_of_a_private_network_stays_private_however_it_is_wrapped(network, host):
    address = int(network.network_address) | host & int(network.hostmask)
    assert not any(is_allowed(each, Reach.PUBLIC) for each in spelled(address))


@given(st.integers(0, 2**32 - 1))
def test_wrapping_an_address_changes_nothing_about_it(address):
    judged = {is_allowed(each, reach) for each in spelled(address) for reach in [Reach.PUBLIC]}
    assert len(judged) == 1

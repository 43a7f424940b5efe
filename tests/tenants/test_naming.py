import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants import naming
from tenants.errors import InvalidLabel, LabelFault

BUSINESS_ID = "12345671"
words = st.sampled_from(["Oy", "Ab", "As Oy", "Käpylän", "Leipä", "北京", "&", "www", "365", "xn--a", "T:mi"])
names = st.one_of(st.text(max_size=130), st.lists(words).map(" ".join))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Käpylän Leipä Oy", "kapylan-leipa"),
        ("Oy Deredecano Ab", "deredecano"),
        ("Star Invest Oy Ltd", "star-invest"),
        ("Asunto Oy Kotikatu 5", "kotikatu-5"),
        ("As Oy Meritie", "meritie"),
        ("Straße & Söhne GmbH", "strasse-sohne"),
        ("Øresund Æbler", "oresund-aebler"),
        ("T:mi Þórður", "thordur"),
        ("ＦＵＬＬ width Oy", "full-width"),
        ("Oy", "company-12345671"),
        ("Oy Ab", "oy-ab"),
        ("A Oy", "a-oy"),
        ("365 Oy", "365-oy"),
        ("www", "company-12345671"),
        ("Support Oy", "support-oy"),
        ("北京 Oy", "company-12345671"),
        ("Кириллица", "company-12345671"),
        ("", "company-12345671"),
        ("Pohjois-Suomen Erikoistavarantoimittajien Osuuskunta", "pohjois-suomen"),
        ("X" * 100, "x" * 36),
    ],
)
def test_a_company_is_offered_the_address_that_reads_like_its_name(name, label):
    assert naming.suggest_subdomain(name, BUSINESS_ID) == label


@given(names)
def test_whatever_the_name_the_suggestion_can_be_registered(name):
    naming.check(naming.suggest_subdomain(name, BUSINESS_ID))


@given(names)
def test_every_alternative_can_be_registered_and_differs(name):
    label = naming.suggest_subdomain(name, BUSINESS_ID)
    offered = list(islice(naming.alternatives(label), 120))
    for each in offered:
        naming.check(each)
    assert len({label, *offered}) == 121


@given(st.text(max_size=80))
def test_spelling_gives_letters_of_an_address_and_keeps_what_it_gave(text):
    once = naming.spelled(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", once)
    assert naming.spelled(once) == once


@given(st.text(alphabet="abcz019-", max_size=45))
def test_what_passes_is_one_dns_label_of_three_to_forty(label):
    try:
        naming.check(label)
    except InvalidLabel:
        return
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])", label)
    assert label[2:4] != "--"
    assert not label.isdigit()


@pytest.mark.parametrize(
    ("label", "fault"),
    [
        ("", LabelFault.LENGTH),
        ("ab", LabelFault.LENGTH),
        ("a" * 41, LabelFault.LENGTH),
        ("Acme", LabelFault.CHARACTERS),
        ("kapylän", LabelFault.CHARACTERS),
        ("a.b.c", LabelFault.CHARACTERS),
        ("acme\n", LabelFault.CHARACTERS),
        ("acme_1", LabelFault.CHARACTERS),
        ("-acme", LabelFault.HYPHEN),
        ("acme-", LabelFault.HYPHEN),
        ("xn--nekosken-45a", LabelFault.PUNYCODE),
        ("ab--cd", LabelFault.PUNYCODE),
        ("12345671", LabelFault.DIGITS),
        ("www", LabelFault.RESERVED),
        ("wwww2", LabelFault.RESERVED),
        ("admin", LabelFault.RESERVED),
        ("ns1", LabelFault.RESERVED),
        ("mail-2", LabelFault.RESERVED),
        ("autodiscover", LabelFault.RESERVED),
    ],
)
def test_what_cannot_be_an_address_is_refused_with_its_reason(label, fault):
    with pytest.raises(InvalidLabel) as refused:
        naming.check(label)
    assert refused.value.fault == fault

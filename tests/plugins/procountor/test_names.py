"""What people call the types and statuses of receipts."""

from plugins.procountor import layers
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.names import STATUSES, TYPES
from plugins.procountor.reports.words import Words


def test_every_type_and_status_that_hub_knows_has_a_name():
    assert set(TYPES) >= layers.KNOWN_TYPES
    assert layers.KNOWN_STATUSES | {"EMPTY"} == set(STATUSES)


def test_the_hub_is_given_every_name_as_a_message():
    connector = ProcountorConnector()
    assert set(connector.receipt_types) == set(TYPES)
    assert set(connector.receipt_statuses) == set(STATUSES)
    assert connector.receipt_types["SALES_INVOICE"].written(_Reversed(), "en") == "eciovni selaS"


def test_reports_name_them_in_their_own_language():
    assert Words("fi").type("SALES_INVOICE") == "Myyntilasku"
    assert Words("sv").status("INVALIDATED") == "Makulerad"
    assert Words("en").status("PAYMENT_QUEUED") == "Payment queued"


def test_what_nobody_knows_is_shown_readably():
    assert Words("fi").type("PAYMENT_CORRECTION") == "Payment correction"
    assert Words("fi").status("ON_HOLD") == "On hold"


class _Reversed:
    def gettext(self, message: str) -> str:
        return message[::-1]

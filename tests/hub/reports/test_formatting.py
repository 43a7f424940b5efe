from hypothesis import given
from hypothesis import strategies as st

from hub.reports.formatting import Formatter


@given(st.integers(-(10**15), 10**15), st.sampled_from(["en", "fi", "sv"]))
def test_a_written_amount_reads_back_to_the_cent(amount, locale):
    symbols = Formatter(locale)
    written = symbols.money(amount)
    digits = "".join(each for each in written if each.isdigit())
    assert int(digits) == abs(amount)
    assert written.startswith("−") == (amount < 0)

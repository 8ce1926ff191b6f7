"""What a scheme may say of the record."""

from __future__ import annotations

import pytest

from steelyard import Scheme, SchemeError
from steelyard.record.beginning import keeps_record
from tests.record.process import SCHEME


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("commitment: pledges", "commitment: pledge", "no input table “pledge”.*“pledges”"),
        ("{commitment: pledges}", "{commitment: funds}", "must say references: funds.fund"),
        ("key: fund, title", "key: fund, period: tax, title", "“record” needs a row per unit"),
        ("key: fund, title", "key: fund, period: tax, title", "“self_assessment” needs a row"),
        ("commitment: pledges", "pledges: pledges", "commitment"),
    ],
)
def test_what_cannot_be_is_told(old: str, new: str, said: str) -> None:
    with pytest.raises(SchemeError, match=said):
        Scheme.parse(SCHEME.replace(old, new))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (SCHEME, True),
        (SCHEME.replace("record: {commitment: pledges}\n", ""), True),
        (SCHEME[: SCHEME.index("self_assessment:")], True),
        (SCHEME[: SCHEME.index("record:")], False),
    ],
)
def test_a_record_is_kept_where_the_scheme_says_so(text: str, kept: bool) -> None:
    scheme = Scheme.parse(text)
    assert keeps_record(scheme) is kept
    assert Scheme.parse(scheme.to_yaml()) == scheme

"""What the columns of the analysis are called."""

from __future__ import annotations

import pytest

from steelyard.i18n import set_language
from steelyard.robustness.headings import HEADINGS, heading_of, title_of


@pytest.fixture(autouse=True)
def english():
    set_language("en")
    yield
    set_language(None)


def test_a_column_has_its_heading() -> None:
    assert heading_of("rank_p05") == "Rank, 5%"


@pytest.mark.parametrize("k", [1, 10, 250])
def test_every_k_has_a_heading(k: int) -> None:
    assert heading_of(f"top_{k}") == f"Among the first {k}"


@pytest.mark.parametrize("name", ["country", "top_speed", "top_", "Rank"])
def test_a_name_of_the_scheme_has_none(name: str) -> None:
    assert title_of(name) is None
    assert heading_of(name) == name


@pytest.mark.parametrize("name", HEADINGS)
def test_no_heading_is_a_raw_name(name: str) -> None:
    assert "_" not in heading_of(name)
    assert heading_of(name)[0].isupper() or name == "p_value"


def test_no_two_columns_of_the_units_table_share_a_heading() -> None:
    units = [name for name in HEADINGS if name.startswith(("rank", "score", "group"))]
    assert len({heading_of(name) for name in units}) == len(units)

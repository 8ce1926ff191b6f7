"""The Technology Achievement Index against the values that UNDP published.

Source: Human Development Report 2001, annex table A2.1. The inputs of the scheme are the rounded
ones of the OECD/JRC Handbook (2008), so a published value is compared with the interval of
scores that this rounding allows.
"""

from __future__ import annotations

import polars as pl
import pytest

from steelyard.library import sample
from tests.library.runs import of_frames, of_sample, published, score_of

PUBLISHED = published("tai_hdr2001")
SCORES = dict(PUBLISHED.iter_rows())
PRINTED = pl.read_csv(sample("tai")["countries"], infer_schema=False)
FIGURES = PRINTED.columns[1:]


def last_digit(name: str) -> float:
    """Return the unit of the last digit that a column prints."""
    return 10.0 ** -max(len(text.partition(".")[2]) for text in PRINTED[name])


def moved(steps: float) -> pl.DataFrame:
    """Return the inputs, each moved by so many units of its last digit."""
    return PRINTED.with_columns(
        pl.col(name).cast(pl.Float64) + steps * last_digit(name) for name in FIGURES
    )


LOWEST, HIGHEST = (of_frames("tai", countries=moved(steps)) for steps in (-0.5, 0.5))


@pytest.mark.parametrize("country", [c for c in SCORES if c != "Singapore"])
def test_the_published_score_lies_where_the_rounding_of_the_inputs_allows(country: str) -> None:
    low, high = score_of(LOWEST, country), score_of(HIGHEST, country)
    assert low - 0.0005 <= SCORES[country] <= high + 0.0005
    assert high - low < 0.003


def test_singapore_was_published_as_if_it_had_no_royalties() -> None:
    assert score_of(LOWEST, "Singapore") > SCORES["Singapore"] + 0.01
    without = PRINTED.with_columns(
        royalties=pl.when(pl.col("country") == "Singapore").then(0).otherwise("royalties")
    ).with_columns(pl.col(FIGURES).cast(pl.Float64))
    found = score_of(of_frames("tai", countries=without), "Singapore")
    assert found == pytest.approx(SCORES["Singapore"], abs=0.001)


def test_the_ranks_are_those_published_but_for_singapore() -> None:
    ranked = of_sample("tai").ranking["country"].to_list()
    others = [country for country in SCORES if country != "Singapore"]
    assert [country for country in ranked if country != "Singapore"] == others
    assert ranked.index("Singapore") == 7


def test_the_dimensions_weigh_alike_and_so_do_their_indicators() -> None:
    weights = dict(of_sample("tai").weights_frame.select("node", "effective_weight").iter_rows())
    assert weights.pop("tai") == 1
    for node in ("creation", "recent", "old", "skills"):
        assert weights.pop(node) == 0.25
    assert set(weights.values()) == {0.125}
    assert len(weights) == 8


def test_what_reaches_the_upper_goalpost_scores_one() -> None:
    assert score_of(of_sample("tai"), "Japan", "patents") == 1
    assert score_of(of_sample("tai"), "Finland", "university") == 1


def test_a_logarithm_lies_between_the_logarithms_of_the_goalposts() -> None:
    # Slovenia: 2.84 / log10(901) and (3.71 − log10(22)) / (log10(6969) − log10(22))
    assert score_of(of_sample("tai"), "Slovenia", "telephones") == pytest.approx(2.84 / 2.954725)
    expected = (3.71 - 1.342423) / (3.843170 - 1.342423)
    assert score_of(of_sample("tai"), "Slovenia", "electricity") == pytest.approx(
        expected, rel=1e-6
    )

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from steelyard.scheme.rank import Grades, Rank

GRADES: TypeAdapter[Any] = TypeAdapter(Grades)


@pytest.mark.parametrize(
    ("declared", "by_score", "figure", "given"),
    [
        ({}, True, None, None),
        ({"by": "score"}, True, None, None),
        ({"by": "revenue"}, False, "revenue", None),
        ({"given": "rank"}, False, None, "rank"),
    ],
)
def test_what_ranks(
    declared: dict[str, str], by_score: bool, figure: str | None, given: str | None
) -> None:
    rank = Rank.model_validate(declared)
    assert (rank.by_score, rank.figure, rank.given) == (by_score, figure, given)


@pytest.mark.parametrize("declared", [{}, {"by": "revenue"}, {"given": "rank"}])
def test_what_is_written_out_reads_back(declared: dict[str, str]) -> None:
    rank = Rank.model_validate(declared)
    assert Rank.model_validate(rank.model_dump()) == rank


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"by": "score", "given": "rank"}, "rank_by_and_given"),
        ({"ties": "min"}, "literal_error"),
        ({"order": "down"}, "literal_error"),
        ({"tolerance": 1.0}, "less_than"),
        ({"tolerance": -1e-9}, "greater_than_equal"),
        ({"by": "1st"}, "string_pattern_mismatch"),
    ],
)
def test_wrong_rules_are_refused(wrong: dict[str, object], kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Rank.model_validate(wrong)
    assert [error["type"] for error in refused.value.errors()] == [kind]


def test_grades_from_the_best_down() -> None:
    bands = GRADES.validate_python(
        [
            {"at_least": 90, "grade": "A"},
            {"at_least": 60, "grade": {"en": "B", "zh-Hant": "乙"}},
            {"at_least": None, "grade": "C"},
        ]
    )
    assert [band.at_least for band in bands] == [90, 60, None]
    assert bands[1].grade.render("zh-Hant") == "乙"


@pytest.mark.parametrize(
    ("limits", "kind"),
    [
        ([60, 90], "bands_out_of_order"),
        ([90, 90], "bands_out_of_order"),
        ([None, 60], "open_band"),
        ([90, None, None], "open_band"),
    ],
)
def test_bands_that_overlap_are_refused(limits: list[float | None], kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        GRADES.validate_python([{"at_least": limit, "grade": "A"} for limit in limits])
    assert [error["type"] for error in refused.value.errors()] == [kind]

"""What units' own people say of their points, beside what was computed."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.evaluation.commitments import findings_of as findings_of_commitments
from steelyard.evaluation.criterion_names import CriterionNames
from steelyard.evaluation.self_assessment import findings_of, resources
from steelyard.scheme.scheme import Scheme
from tests.record.process import CLAIMS, FUNDS, SCHEME, process


def claims(*rows: tuple[str, str, float | None]) -> pl.DataFrame:
    schema = {"fund": pl.String, "criterion": pl.String, "points": pl.Float64}
    return pl.DataFrame(rows, orient="row", schema=schema)


def table(*rows: tuple[str, str, float | None], text: str = SCHEME) -> dict[tuple, dict]:
    """Return the table by unit and criterion."""
    (found,) = resources(process(text, claims=claims(*rows)))
    frame = found.frame
    return {(row["fund"], row["criterion"]): row for row in frame.iter_rows(named=True)}


def told(*rows: tuple[str, str, float | None]) -> list[tuple]:
    found = findings_of(process(claims=claims(*rows)))
    return [(each.code, each.severity, each.unit, each.row) for each in found]


def test_own_points_stand_beside_computed_ones() -> None:
    (found,) = resources(process())
    assert found.path == "data/self_assessment.csv"
    assert found.frame.select("fund", "criterion", "own", "computed", "difference").rows() == [
        ("F1", "index", 23.5, 22.5, 1.0),
        ("F1", "conform", 9.0, 8.0, 1.0),
        ("F1", "green", 4.0, 4.0, 0.0),
        ("F1", "livelihood", 3.0, 3.0, 0.0),
        ("F1", "good", 7.5, 7.5, 0.0),
        ("F2", "policy", 17.0, 11.0, 6.0),
        ("F2", "Grene", 5.0, None, None),
        ("F3", "index", 28.0, pytest.approx(16.4), pytest.approx(11.6)),
        ("F3", "conform", 9.0, 9.0, 0.0),
    ]


def test_the_figure_and_the_rows_behind_are_told() -> None:
    """F5 has three deals, of which two are good: 8 of 16 by amount."""
    found = table(("F5", "good", 9.0), ("F5", "green", 2.0), ("F3", "good", 0.0))
    good, green, none = (found[key] for key in [("F5", "good"), ("F5", "green"), ("F3", "good")])
    assert (good["figure"], good["rows"]) == (5.0, 2)
    assert (green["figure"], green["rows"]) == (2.0, None)
    assert (none["figure"], none["rows"]) == (0.0, 0)


@pytest.mark.parametrize(
    ("declared", "rows"),
    [
        ("count: {of: deals}", 3),
        ("sum: {of: deals.amount, where: {amount: {above: 4}}}", 1),
        ("ratio: {of: total, to: pieces}", 3),
        ("ratio: {of: total, to: best}", 3),
        ("ratio: {of: best, to: total}", 2),
        ("ratio: {of: total, to: conform}", 3),
        ("ratio: {of: conform, to: total}", 3),
        ("total: [best, pieces]", None),
        ("sql: conform", None),
    ],
)
def test_rows_are_counted_where_it_can_be_told(declared: str, rows: int | None) -> None:
    text = SCHEME.replace(
        "steps:",
        f"""\
  asked: {{{declared}}}
  total: {{sum: {{of: deals.amount}}}}
  pieces: {{count: {{of: deals}}}}
  best: {{maximum: {{of: deals.amount, where: {{good: true}}}}}}
steps:""",
    ).replace("      indicator: share_good", "      indicator: asked")
    assert table(("F5", "good", 1.0), text=text)["F5", "good"]["rows"] == rows


def test_the_total_is_added_up_from_what_is_stated() -> None:
    """A criterion stands for its parts; what does not apply need not be stated."""
    found = table(
        ("F1", "policy", 10.0),
        ("F1", "livelihood", 1.0),
        ("F1", "good", 2.0),
        ("F3", "conform", 5.0),
        ("F3", "livelihood", 1.0),
        ("F3", "good", 1.0),
    )
    assert found["F1", "index"]["own"] == 13.0
    assert found["F3", "index"]["own"] == pytest.approx(5 * 1.6 + 1 + 1)
    assert found["F1", "index"]["row"] is None


def test_a_veto_is_not_in_their_own_total() -> None:
    found = table(("F4", "policy", 13.0), ("F4", "livelihood", 4.0), ("F4", "good", 10.0))
    assert (found["F4", "index"]["own"], found["F4", "index"]["computed"]) == (27.0, 5.0)


def test_without_all_parts_there_is_no_total() -> None:
    assert ("F1", "index") not in table(("F1", "policy", 10.0), ("F1", "good", 2.0))
    assert ("F1", "index") not in table(
        ("F1", "policy", 10.0), ("F1", "good", 2.0), ("F1", "livelihood", None)
    )


def test_a_stated_total_is_taken_as_stated() -> None:
    found = table(("F1", "index", 30.0), *(("F1", part, 1.0) for part in ("policy", "good")))
    assert (found["F1", "index"]["own"], found["F1", "index"]["row"]) == (30.0, 1)


@pytest.mark.parametrize("name", ["policy", "POLICY", " Policy ", "政策符合性", "政策  符合性"])
def test_a_criterion_is_found_by_name_and_title(name: str) -> None:
    expected = None if "  " in name and "政" in name else "policy"
    assert CriterionNames.of(Scheme.parse(SCHEME)).find(name) == expected


def test_a_title_is_found_without_its_number() -> None:
    text = SCHEME.replace("title: {en: Conformity", "title: {en: 1. Conformity")
    names = CriterionNames.of(Scheme.parse(text))
    assert [
        names.find(said) for said in ("1. Conformity", "conformity", "1.", "2. Conformity")
    ] == [
        *("conform", "conform"),
        *(None, None),
    ]


def test_a_title_of_two_criteria_means_neither() -> None:
    text = SCHEME.replace("green: {points: 6", "green: {title: Conformity, points: 6")
    names = CriterionNames.of(Scheme.parse(text))
    assert (names.find("Conformity"), names.find("符合")) == (None, "conform")
    assert names.find("green") == "green"


def test_odd_statements_are_told() -> None:
    assert told(("F1", "Grene", 1.0), ("F1", "good", 10.5), ("F2", "good", -1.0)) == [
        ("self-assessment-unknown", "warning", "F1", 1),
        ("self-assessment-outside", "warning", "F1", 2),
        ("self-assessment-outside", "warning", "F2", 3),
        ("self-assessment-differs", "note", None, None),
    ]


def test_points_stated_twice_count_once() -> None:
    found = told(("F1", "conform", 8.0), ("F1", "Conformity", 9.0))
    assert found == [("self-assessment-twice", "warning", "F1", 2)]
    assert table(("F1", "conform", 8.0), ("F1", "符合", 9.0))["F1", "conform"]["own"] == 8.0


def test_a_total_that_differs_is_a_warning() -> None:
    assert told(("F1", "index", 22.5), ("F2", "index", 26.0)) == [
        ("self-assessment-differs", "warning", "F2", None)
    ]


@pytest.mark.parametrize(
    ("rows", "told_of"),
    [
        ([("F1", "index", 22.504)], 0),
        ([("F1", "index", 22.506)], 1),
        # By three points, each of which may be off by half of a hundredth.
        ([("F1", "policy", 12.0), ("F1", "livelihood", 3.0), ("F1", "good", 7.51)], 1),
        ([("F1", "policy", 12.004), ("F1", "livelihood", 3.004), ("F1", "good", 7.504)], 0),
        ([("F1", "policy", 12.01), ("F1", "livelihood", 3.01), ("F1", "good", 7.51)], 2),
    ],
)
def test_two_decimals_are_not_a_difference(rows: list, told_of: int) -> None:
    assert len(told(*rows)) == told_of


def test_statements_of_those_without_a_score_stand_alone() -> None:
    assert table(("F5", "conform", 5.0))["F5", "conform"]["difference"] is None


def test_without_statements_the_table_is_empty() -> None:
    (found,) = resources(process(claims=CLAIMS.clear()))
    assert found.frame.height == 0
    assert findings_of(process(claims=CLAIMS.clear())) == []


def test_a_scheme_that_asks_for_none_has_none() -> None:
    evaluation = process(SCHEME[: SCHEME.index("self_assessment:")])
    assert list(resources(evaluation)) == []
    assert findings_of(evaluation) == []


def test_who_has_not_committed_is_told() -> None:
    found = findings_of_commitments(process())
    assert [(each.code, each.unit) for each in found] == [
        ("no-commitment", "F3"),
        ("no-commitment", "F5"),
    ]


LEAVES = {"conform": 10.0, "green": 6.0, "livelihood": 4.0, "good": 10.0}


@settings(max_examples=20)
@given(st.fixed_dictionaries({name: st.floats(0, most) for name, most in LEAVES.items()}))
def test_own_points_of_all_parts_add_up(points: dict[str, float]) -> None:
    found = table(*(("F1", name, value) for name, value in points.items()))
    assert found["F1", "index"]["own"] == pytest.approx(sum(points.values()), abs=1e-9)


def test_stating_what_was_computed_differs_nowhere() -> None:
    evaluation = process()
    scores = evaluation.scores
    rows = [
        (fund, name, scores[name][at])
        for at, fund in enumerate(FUNDS["fund"])
        for name in ("index", "policy", "good")
        if scores[name][at] is not None
    ]
    assert told(*rows) == []

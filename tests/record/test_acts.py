"""Decisions, objections, answers, and the final result, worked by hand."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest

from steelyard import Edition, Scheme, UsageError, evaluate
from steelyard.record.acts import Act, answer, decision, final, objection
from steelyard.record.beginning import begin
from steelyard.record.bounds import bounds
from steelyard.record.chain import Stored, read
from steelyard.record.check import check
from tests.evaluation.schemes import FLAT, dataset, units
from tests.record.process import RANKS, SCHEME, TOTALS, edition, process

ACT = Act("Office", "2026-07-01", "because")


def content(stored: Stored) -> dict:
    assert stored.entry is not None
    return stored.entry.content


def finals(made: Edition) -> dict[str, tuple]:
    """The final total and rank of each unit."""
    units = content(final(made, ACT))["units"]
    assert check(made).faults == ()
    return {key: (unit["final"], unit["rank"]) for key, unit in units.items()}


def test_the_record_begins_with_the_edition(made: Edition) -> None:
    commitment, own, computed = read(made.path).entries
    assert [row["signatory"] for row in commitment.content["rows"]] == ["Wu", "Li", "He"]
    assert commitment.content["rows"][0]["date"] == "2026-05-01"
    assert sorted(commitment.content["absent"]) == ["F3", "F5"]
    assert own.content["points"]["F3"] == {"conform": 9.0, "index": 28.0}
    assert sorted(own.content["absent"]) == ["F4", "F5"]
    totals = {key: unit["total"] for key, unit in computed.content["units"].items()}
    assert totals == pytest.approx(TOTALS)
    assert {key: unit["rank"] for key, unit in computed.content["units"].items()} == RANKS
    files = made.manifest["files"]
    assert computed.content["files"] == {
        name: files[name] for name in ("data/ranking.csv", "data/scores.parquet")
    }


def test_without_decisions_the_result_is_the_computed_one(made: Edition) -> None:
    assert finals(made) == {key: (TOTALS[key], RANKS[key]) for key in TOTALS}


def test_a_decision_is_added_up(made: Edition) -> None:
    """F1: conformity 10 instead of 8 gives 10 + 4 + 3 + 7.5 = 24.5, behind F2's 25."""
    decision(made, ACT, unit="F1", criterion="conform", points=10)
    stored = final(made, ACT)
    unit = content(stored)["units"]["F1"]
    assert unit == {
        "computed": 22.5,
        "final": 24.5,
        "computed_rank": 2,
        "rank": 2,
        "decisions": [4],
    }
    assert content(stored)["points"] == {
        "F1": {
            "index": {"computed": 22.5, "final": 24.5},
            "policy": {"computed": 12.0, "final": 14.0},
            "conform": {"computed": 8.0, "final": 10.0},
        }
    }


def test_ranks_change_within_the_list(made: Edition) -> None:
    decision(made, ACT, unit="F2", criterion="good", points=5)
    decided = finals(made)
    assert (decided["F2"], decided["F1"]) == ((20.0, 2), (22.5, 1))
    assert (decided["F3"], decided["F4"]) == ((16.4, 1), (5.0, 2))


def test_a_maximum_is_a_maximum(made: Edition) -> None:
    """F1 has jobs 3 and tax 2: tax 2.5 changes nothing, tax 4 gives one more."""
    decision(made, ACT, unit="F1", criterion="tax", points=2.5)
    assert finals(made)["F1"] == (22.5, 2)
    decision(made, ACT, unit="F1", criterion="tax", points=4)
    assert finals(made)["F1"] == (23.5, 2)


def test_a_veto_stays(made: Edition) -> None:
    decision(made, ACT, unit="F4", criterion="good", points=0)
    assert finals(made)["F4"] == (5.0, 2)


def test_a_score_below_the_cap_stays_below(made: Edition) -> None:
    """F4 without any points for policy, livelihood and good lies under its cap."""
    for name, points in {"policy": 1, "livelihood": 2, "good": 0}.items():
        decision(made, ACT, unit="F4", criterion=name, points=points)
    assert finals(made)["F4"] == (3.0, 2)


def test_what_does_not_apply_is_still_left_out(made: Edition) -> None:
    """F3: conformity 5 of 10 stands for the 16 of policy: 8 + 2 + 0."""
    decision(made, ACT, unit="F3", criterion="conform", points=5)
    assert finals(made)["F3"][0] == pytest.approx(10.0)


def test_points_given_for_what_does_not_apply_count(made: Edition) -> None:
    """F3: conformity 9 and green 6 instead of 9 · 16 / 10."""
    decision(made, ACT, unit="F3", criterion="green", points=6)
    assert finals(made)["F3"][0] == pytest.approx(9 + 6 + 2)


def test_points_given_for_what_is_not_known_give_a_total(made: Edition) -> None:
    """F5: conformity 1, green 2, livelihood 1, good 10 · 8/16."""
    stored = decision(made, ACT, unit="F5", criterion="conform", points=1)
    assert content(stored)["computed"] is None
    assert finals(made)["F5"] == (9.0, 3)


def test_the_last_decision_on_a_criterion_counts(made: Edition) -> None:
    decision(made, ACT, unit="F1", criterion="good", points=0)
    decision(made, ACT, unit="F1", criterion="good", points=10)
    stored = final(made, ACT)
    assert content(stored)["units"]["F1"]["final"] == 25.0
    assert content(stored)["units"]["F1"]["decisions"] == [5]


def test_a_decided_criterion_stands_whatever_its_parts(made: Edition) -> None:
    decision(made, ACT, unit="F1", criterion="conform", points=0)
    decision(made, ACT, unit="F1", criterion="policy", points=16)
    assert finals(made)["F1"] == (26.5, 1)
    with pytest.raises(UsageError, match="part of “policy”, whose points decision 5 has set"):
        decision(made, ACT, unit="F1", criterion="green", points=1)
    decision(made, ACT, unit="F2", criterion="green", points=1)


def test_unit_and_criterion_are_found_by_their_titles(made: Edition) -> None:
    stored = decision(made, ACT, unit="Spring", criterion="符合", points=9)
    assert stored.entry is not None
    assert (stored.entry.units, content(stored)["criterion"]) == (["F1"], "conform")


@pytest.mark.parametrize(
    ("unit", "criterion", "points", "said"),
    [
        ("F9", "good", 1, "no unit “F9”"),
        ("F1", "goood", 1, "no criterion “goood”. Did you mean “good”"),
        ("F1", "good", 10.5, "0 to 10 points, not 10.5"),
        ("F1", "good", -0.5, "0 to 10 points"),
        ("F1", "good", float("nan"), "0 to 10 points"),
        ("F1", "index", 31, "0 to 30 points"),
    ],
)
def test_what_cannot_be_decided_is_refused(
    made: Edition, unit: str, criterion: str, points: float, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        decision(made, ACT, unit=unit, criterion=criterion, points=points)
    assert len(read(made.path).stored) == 3


def test_scores_without_points_lie_in_their_range(tmp_path: Path) -> None:
    text = SCHEME[: SCHEME.index("tree:")].replace("{normalise: identity}", "normalise") + (
        "tree: {parts: {conform: {}, jobs: {}}}\nrecord: {}\n"
    )
    made = edition(tmp_path, text)
    decision(made, ACT, unit="F1", criterion="index", points=100)
    with pytest.raises(UsageError, match="0 to 100 points"):
        decision(made, ACT, unit="F1", criterion="conform", points=101)


@pytest.mark.parametrize("day", ["2026-13-01", "20260701", "1 July", "", "2026-7-1"])
def test_a_day_is_stated(day: str) -> None:
    with pytest.raises(UsageError, match="is not a date"):
        Act("Office", day, "because")


@pytest.mark.parametrize(("by", "reason"), [("", "x"), (" ", "x"), ("Office", "  ")])
def test_who_and_why_are_stated(by: str, reason: str) -> None:
    with pytest.raises(UsageError, match="Say wh"):
        Act(by, "2026-07-01", reason)


def test_a_decision_has_a_reason(made: Edition) -> None:
    with pytest.raises(UsageError, match="Say why"):
        decision(made, Act("Office", "2026-07-01"), unit="F1", criterion="good", points=1)


def test_open_objections_hold_up_the_result(made: Edition) -> None:
    objection(made, ACT, unit="F1", criterion="good")
    objection(made, ACT, unit="F2")
    with pytest.raises(UsageError, match="Objections without an answer: 4, 5"):
        final(made, ACT)
    answer(made, ACT, to=4)
    with pytest.raises(UsageError, match="without an answer: 5"):
        final(made, ACT)
    assert content(final(made, ACT, despite_open_objections=True))["open"] == [5]
    decision(made, ACT, unit="F2", criterion="jobs", points=2)
    assert content(final(made, ACT))["open"] == []


@pytest.mark.parametrize(
    ("decided", "unit", "settled"),
    [
        ("conform", "F1", True),
        ("policy", "F1", True),
        ("index", "F1", True),
        ("good", "F1", False),
        ("green", "F1", False),
        ("conform", "F2", False),
    ],
)
def test_a_decision_settles_an_objection_to_what_it_is_about(
    made: Edition, decided: str, unit: str, settled: bool
) -> None:
    objection(made, ACT, unit="F1", criterion="conform")
    decision(made, ACT, unit=unit, criterion=decided, points=1)
    found = content(final(made, ACT, despite_open_objections=True))["open"]
    assert found == ([] if settled else [4])


def test_a_decision_settles_the_objection_that_it_names(made: Edition) -> None:
    objection(made, ACT, unit="F1", criterion="conform")
    decision(made, ACT, unit="F1", criterion="good", points=1, answers=4)
    assert content(final(made, ACT))["open"] == []


def test_an_objection_after_a_decision_is_open(made: Edition) -> None:
    decision(made, ACT, unit="F1", criterion="good", points=1)
    objection(made, ACT, unit="F1", criterion="good")
    with pytest.raises(UsageError, match="without an answer: 5"):
        final(made, ACT)


def test_an_answer_is_to_an_objection(made: Edition) -> None:
    with pytest.raises(UsageError, match="Say which objection is answered; open: –"):
        answer(made, ACT, unit="F1")
    objection(made, ACT, unit="F1")
    objection(made, ACT, unit="F1", criterion="good")
    with pytest.raises(UsageError, match="open: 4, 5"):
        answer(made, ACT, unit="F1")
    with pytest.raises(UsageError, match="Entry 3 is no objection of this unit; objections: 4, 5"):
        answer(made, ACT, to=3)
    with pytest.raises(UsageError, match="Entry 4 is no objection of this unit; objections: –"):
        answer(made, ACT, unit="F2", to=4)
    assert content(answer(made, ACT, to=5)) == {"answers": 5}


def test_without_inputs_the_process_goes_on(tmp_path: Path) -> None:
    made = process().write(tmp_path / "edition", inputs=False)
    assert not made.has_inputs
    decision(made, ACT, unit="F1", criterion="conform", points=10)
    assert finals(made)["F1"] == (24.5, 2)


def test_a_record_begins_once(made: Edition) -> None:
    with pytest.raises(UsageError, match="has a record already"):
        begin(made)


def test_an_edition_without_a_record_may_begin_one(tmp_path: Path) -> None:
    text = SCHEME.replace("record: {commitment: pledges}\n", "")
    made = edition(tmp_path, text[: text.index("self_assessment:")])
    with pytest.raises(UsageError, match=r"record .* begin” begins one"):
        objection(made, ACT, unit="F1")
    assert [entry.kind for entry in begin(made).entries] == ["computed"]
    assert check(made).faults == ()


def test_a_record_is_of_one_period(tmp_path: Path) -> None:
    text = FLAT.replace("key: unit}", "key: unit, period: year}")
    text = text.replace("unit: {type: text}", "unit: {type: text}\n      year: {type: integer}")
    scheme = Scheme.parse(text)
    frame = units([[0, 0, 1], [5, 9, 0]]).with_columns(year=pl.lit(2024))
    made = evaluate(scheme, dataset(scheme, frame)).write(tmp_path / "edition")
    with pytest.raises(UsageError, match="a row per period"):
        begin(made)


@pytest.mark.parametrize(
    ("normalise", "expected"),
    [
        ("{method: goalposts, lower: 0, upper: 9}", (0.0, 1.0)),
        ("{method: goalposts, lower: 0, upper: 9, range: [1, 5]}", (1.0, 5.0)),
        ("{method: goalposts, lower: 0, upper: 9, clip: false}", (-math.inf, math.inf)),
        ("{method: bands, bands: [{at_least: 5, gives: 3}], otherwise: 1}", (-math.inf, 3.0)),
        ("z_score", (-math.inf, math.inf)),
        ("{method: min_max, range: [10, 20]}", (10.0, 20.0)),
    ],
)
def test_without_points_the_normalisation_sets_the_bounds(
    normalise: str, expected: tuple[float, float]
) -> None:
    leaf = f"{{normalise: {normalise}}}"
    text = SCHEME[: SCHEME.index("tree:")] + f"tree: {{parts: {{conform: {leaf}, jobs: {leaf}}}}}"
    scheme = Scheme.parse(text)
    assert bounds(scheme, scheme.nodes()["conform"]) == expected
    assert bounds(scheme, scheme.nodes()["index"]) == expected

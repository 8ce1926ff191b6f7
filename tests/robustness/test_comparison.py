"""Two editions held against each other: cases worked by hand, and what is said of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Comparison, Edition, Scheme, UsageError, compare
from steelyard.i18n import speaking
from steelyard.robustness.comparison.words import places
from tests.robustness.comparisons import Figures, evaluated, scheme, shares, written

Compared = Callable[..., Comparison]
THREE = {"x": {"a": 30.0, "b": 0.0}, "y": {"a": 20.0, "b": 20.0}, "z": {"a": 10.0, "b": 30.0}}


@pytest.fixture
def compared(tmp_path: Path) -> Compared:
    """Write two editions and compare them."""

    def of(before: tuple[Scheme, Figures], after: tuple[Scheme, Figures]) -> Comparison:
        return compare(
            written(tmp_path / "before", *before), written(tmp_path / "after", *after).path
        )

    return of


def statuses(found: Comparison) -> dict[str, str]:
    return dict(found.frame.select(found.key, "status").iter_rows())


def test_where_nothing_changed_nothing_is_split_up(compared: Compared) -> None:
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}), THREE))
    assert set(shares(found.frame).values()) == {(0, 0.0, 0.0, 0.0)}
    assert (found.reason, found.changed, found.shares) == (None, (), None)


def test_where_only_figures_change_it_is_the_data(compared: Compared) -> None:
    later = {**THREE, "z": {"a": 40.0, "b": 30.0}}
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}), later))
    assert shares(found.frame) == {"z": (2, 2, 0, 0), "x": (-1, -1, 0, 0), "y": (-1, -1, 0, 0)}
    assert found.changed == ("data",)


def test_where_only_a_weight_changes_it_is_the_method(compared: Compared) -> None:
    # 2 to 1 on a: x 2/3, y 5/9, z 1/3; 1 to 2: x 1/3, y 11/18, z 2/3.
    found = compared((scheme({"a": 2, "b": 1}), THREE), (scheme({"a": 1, "b": 2}), THREE))
    assert shares(found.frame) == {"z": (2, 0, 2, 0), "y": (0, 0, 0, 0), "x": (-2, 0, -2, 0)}
    assert found.changed == ("method",)


def test_who_enters_on_top_costs_everyone_a_rank(compared: Compared) -> None:
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}), THREE | {"top": {"a": 99.0}}))
    assert shares(found.frame) == {
        "top": (None, None, None, None),
        "x": (-1, 0, 0, -1),
        "y": (-1, 0, 0, -1),
        "z": (-1, 0, 0, -1),
    }
    assert found.changed == ("entrants",)


def test_who_leaves_gives_a_rank_to_those_below(compared: Compared) -> None:
    later = {unit: THREE[unit] for unit in ("x", "z")}
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}), later))
    assert shares(found.frame) == {
        "x": (0, 0, 0, 0),
        "z": (1, 0, 0, 1),
        "y": (None, None, None, None),
    }
    assert found.frame["unit"].to_list()[-1] == "y"
    assert statuses(found) == {"x": "stayed", "z": "stayed", "y": "left"}


def test_an_entrant_who_stretches_the_scale_turns_two_others_round(compared: Compared) -> None:
    """The newcomer's b makes that of x and y worth little: the order is then that of a."""
    before = {"x": {"a": 4.0, "b": 0.0}, "y": {"a": 3.0, "b": 1.0}, "z": {"a": 0.0, "b": 0.0}}
    # Before: x 1 + 0, y 3/4 + 1. After, with b from 0 to 100: x 1 + 0, y 3/4 + 1/100.
    after = before | {"new": {"a": 0.0, "b": 100.0}}
    found = compared(*((scheme({"a": 3, "b": 2}), units) for units in (before, after)))
    assert shares(found.frame)["x"] == (1, 0, 0, 1)
    assert shares(found.frame)["y"] == (-1, 0, 0, -1)


def test_what_two_causes_do_together_is_shared_between_them(compared: Compared) -> None:
    """X passes y only if both its figure and the weight change: half of the rank to each."""
    before = {"x": {"a": 0.0, "b": 0.0}, "y": {"a": 8.0, "b": 0.0}, "z": {"a": 0.0, "b": 10.0}}
    after = {**before, "x": {"a": 0.0, "b": 9.0}}
    # Old weights 3 to 1, of 100: y 75, z 25, x 0 with old figures; y 75, z 25, x 22.5 with new.
    # New weights 1 to 1: y 50, z 50, x 0; y 50, z 50, x 45: x is last in all worlds.
    found = compared((scheme({"a": 3, "b": 1}), before), (scheme({"a": 1, "b": 1}), after))
    assert shares(found.frame)["x"] == (0, 0, 0, 0)
    assert shares(found.frame)["z"] == (1, 0, 1, 0)
    # New weights 1 to 3: y 25, z 75, x 67.5 with new figures, so x passes y in this world only.
    found = compared((scheme({"a": 3, "b": 1}), before), (scheme({"a": 1, "b": 3}), after))
    assert shares(found.frame)["x"] == (1, 0.5, 0.5, 0)
    assert shares(found.frame)["y"] == (-2, -0.5, -1.5, 0)
    assert shares(found.frame)["z"] == (1, 0, 1, 0)


def test_all_three_causes_at_once(compared: Compared) -> None:
    """Worked by hand: v(S) is the rank of y where the causes of S are new.

    One indicator, the scheme's direction turned round, y's figure from 5 to 1 and an entrant with
    9. Up: none 2 (x 8, y 5, z 2), data 3 (y 1), entrants 3, both 4. Down: none 2, data 1,
    entrants 2, both 1.
    """
    before = {"x": {"a": 8.0}, "y": {"a": 5.0}, "z": {"a": 2.0}}
    after = {**before, "y": {"a": 1.0}, "new": {"a": 9.0}}
    down = scheme({"a": 1}, tree={"parts": {"a": {"direction": "down"}}})
    found = compared((scheme({"a": 1}), before), (down, after))
    # Gains of −v by each cause, after none (weight 1/3), one of the others (1/6 each), both (1/3):
    data = (-1) / 3 + (1 + -1) / 6 + 1 / 3
    method = 0 / 3 + (2 + 1) / 6 + 3 / 3
    entrants = (-1) / 3 + (-1 + 0) / 6 + 0 / 3
    assert shares(found.frame)["y"] == pytest.approx((1, data, method, entrants), abs=1e-12)
    assert data + method + entrants == pytest.approx(1)


def test_ranks_and_scores_are_the_published_ones(compared: Compared) -> None:
    later = {**THREE, "z": {"a": 40.0}}
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}), later)).frame
    rows = found.select("unit", "rank_before", "rank", "score_before", "score").rows()
    assert rows == [
        ("z", 3, 1, 0.0, 100.0),
        ("x", 1, 2, 100.0, pytest.approx(50.0)),
        ("y", 2, 3, 50.0, 0.0),
    ]


def test_a_unit_without_a_rank_is_told_apart(compared: Compared) -> None:
    before = {**THREE, "never": {"a": None}, "gains": {"a": None}, "loses": {"a": 5.0}}
    after = {**THREE, "never": {"a": None}, "gains": {"a": 5.0}, "loses": {"a": None}}
    found = compared((scheme({"a": 1}), before), (scheme({"a": 1}), after))
    assert statuses(found) == {
        **dict.fromkeys("xyz", "stayed"),
        "gains": "ranked",
        "loses": "unranked",
        "never": "unranked",
    }
    assert shares(found.frame)["gains"] == (None, None, None, None)
    said = [str(sentence) for sentence in found.summary]
    assert "Listed before without a rank, now with one: 1." in said
    assert "Listed now without a rank: 2." in said


def test_a_unit_without_a_rank_in_between_is_not_split(compared: Compared) -> None:
    """It has a in the one edition and b in the other: old figures by the new scheme are missing."""
    before = {**THREE, "w": {"a": 25.0, "b": None}}
    after = {**THREE, "w": {"a": None, "b": 25.0}}
    found = compared((scheme({"a": 1, "b": 0}), before), (scheme({"a": 0, "b": 1}), after))
    assert found.frame.filter(unit="w")["change"].item() is not None
    assert shares(found.frame)["w"][1:] == (None, None, None)
    assert shares(found.frame)["x"][1] is not None
    assert any("Not split" in str(note) for note in found.notes)


GROUPED: Mapping[str, Any] = {
    "units": {"table": "units", "key": "unit", "groups": ["kind"]},
    "inputs": {"units": {"columns": {"unit": {"type": "text"}, "kind": {"type": "text"}, "a": {}}}},
    "rank": {"within": ["kind"]},
}


def test_each_unit_is_compared_within_its_list(compared: Compared) -> None:
    before = {
        "p": {"kind": "one", "a": 9.0},
        "q": {"kind": "one", "a": 5.0},
        "r": {"kind": "two", "a": 7.0},
        "s": {"kind": "two", "a": 3.0},
        "t": {"kind": "two", "a": 1.0},
    }
    after = {
        **before,
        "s": {"kind": "one", "a": 3.0},
        "new": {"kind": "two", "a": 8.0},
    }
    by_kind = scheme({"a": 1}, **GROUPED)
    found = compared((by_kind, before), (by_kind, after))
    assert statuses(found)["s"] == "moved"
    assert shares(found.frame) == {
        "p": (0, 0, 0, 0),
        "q": (0, 0, 0, 0),
        "s": (None, None, None, None),
        "new": (None, None, None, None),
        "r": (-1, 0, 0, -1),
        # A rank lost to the entrant, and one gained by s, whose list is a figure of s.
        "t": (0, 1, 0, -1),
    }
    assert "On another list than before, so that their ranks do not compare: 1." in [
        str(sentence) for sentence in found.summary
    ]


def test_a_unit_on_another_list_in_between_is_not_split(compared: Compared) -> None:
    """Large is from 5, then from 15: with old figures and the new limit u is not large."""

    def sized(limit: float) -> Scheme:
        return scheme(
            {"a": 1},
            units={"table": "units", "key": "unit", "groups": ["large"]},
            derived={"large": {"condition": {"a": {"at_least": limit}}}},
            rank={"within": ["large"]},
        )

    before = {"u": {"a": 10.0}, "v": {"a": 40.0}, "w": {"a": 1.0}}
    after = {**before, "u": {"a": 50.0}}
    found = compared((sized(5), before), (sized(15), after))
    assert shares(found.frame) == {
        # In that world u is above w: a rank lost by the method, and won back by the data.
        "w": (0, 0.5, -0.5, 0),
        "u": (1, None, None, None),
        "v": (-1, -1, 0, 0),
    }


def test_lists_that_are_divided_otherwise_do_not_compare(compared: Compared) -> None:
    units = {"p": {"kind": "one", "a": 9.0}, "q": {"kind": "two", "a": 5.0}}
    one = scheme({"a": 1}, **{**GROUPED, "rank": {}})
    found = compared((one, units), (scheme({"a": 1}, **GROUPED), units))
    assert set(statuses(found).values()) == {"moved"}
    assert "different ways" in str(found.reason)


def with_years(rows: Mapping[int, Figures]) -> tuple[Scheme, pl.DataFrame]:
    declared = scheme(
        {"a": 1},
        units={"table": "units", "key": "unit", "period": "year"},
        inputs={
            "units": {"columns": {"unit": {"type": "text"}, "year": {"type": "integer"}, "a": {}}}
        },
    )
    frame = pl.DataFrame(
        [
            {"unit": unit, "year": year, **figures}
            for year, units in rows.items()
            for unit, figures in units.items()
        ]
    )
    return declared, frame


def test_with_periods_the_last_of_each_are_compared(tmp_path: Path) -> None:
    first = {"x": {"a": 1.0}, "y": {"a": 2.0}}
    second = {"x": {"a": 4.0}, "y": {"a": 3.0}, "z": {"a": 2.0}}
    third = {"x": {"a": 4.0}, "y": {"a": 5.0}, "new": {"a": 9.0}}
    editions = []
    for name, rows in (
        ("before", {2023: first, 2024: second}),
        ("after", {2023: first, 2024: second, 2025: third}),
    ):
        declared, frame = with_years(rows)
        editions.append(_of_frame(tmp_path / name, declared, frame))
    found = compare(*editions)
    assert found.periods == ("2024", "2025")
    # Old figures and the new list (x 4, y 3, new 9): the newcomer is above both.
    assert shares(found.frame) == {
        "new": (None, None, None, None),
        "y": (0, 1, 0, -1),
        "x": (-2, -1, 0, -1),
        "z": (None, None, None, None),
    }
    assert statuses(found) == {"new": "entered", "y": "stayed", "x": "stayed", "z": "left"}


def _of_frame(folder: Path, declared: Scheme, frame: pl.DataFrame) -> Edition:
    from steelyard import Dataset, evaluate

    return evaluate(declared, Dataset.from_frames(declared.inputs, {"units": frame})).write(folder)


def test_given_ranks_cannot_be_split(compared: Compared) -> None:
    given = scheme({"a": 1}, tree=None, rank={"given": "a"})
    units = {"x": {"a": 1.0}, "y": {"a": 2.0}}
    later = {"x": {"a": 2.0}, "y": {"a": 1.0}}
    found = compared((given, units), (given, later))
    assert shares(found.frame)["y"] == (1, None, None, None)
    assert "given" in str(found.reason)
    assert found.frame["score"].null_count() == 2


@pytest.mark.parametrize("which", ["earlier", "later"])
def test_without_inputs_nothing_is_split(tmp_path: Path, which: str) -> None:
    one = scheme({"a": 1})
    before = written(tmp_path / "before", one, THREE, inputs=which != "earlier")
    after = written(tmp_path / "after", one, THREE, inputs=which != "later")
    found = compare(before, after)
    assert found.frame["data"].null_count() == 3
    assert str(found.reason) == (
        f"Why ranks changed cannot be told: the {which} edition was written without its inputs."
    )
    assert str(tmp_path) not in json.dumps(found.to_json())


@pytest.mark.parametrize(
    "settings",
    [
        {
            "units": {"table": "firms", "key": "unit"},
            "inputs": {"firms": {"columns": {"unit": {"type": "text"}, "a": {}}}},
        },
        {
            "units": {"table": "units", "key": "code"},
            "inputs": {"units": {"columns": {"code": {"type": "text"}, "a": {}}}},
        },
    ],
)
def test_what_is_called_otherwise_is_told(compared: Compared, settings: dict[str, Any]) -> None:
    figures = {unit: {"a": row["a"]} for unit, row in THREE.items()}
    found = compared((scheme({"a": 1}), figures), (scheme({"a": 1}, **settings), figures))
    assert "later calls" in str(found.reason)
    assert found.key == settings["units"]["key"]
    assert found.frame["rank_before"].to_list() == [1, 2, 3]


def test_a_scheme_that_cannot_be_applied_is_told(compared: Compared) -> None:
    refusing = scheme(
        {"a": 1},
        rules={"low": {"title": "Too low", "when": {"a": {"below": 15}}, "then": "refuse"}},
    )
    later = {**THREE, "z": {"a": 16.0}}
    found = compared((scheme({"a": 1}), THREE), (refusing, later))
    assert "cannot be applied" in str(found.reason)
    assert found.frame["change"].null_count() == 0
    assert found.frame["data"].null_count() == 3


def test_editions_of_other_schemes_need_a_unit_in_common(compared: Compared) -> None:
    other = scheme({"a": 1}, scheme="other")
    found = compared((scheme({"a": 1}), THREE), (other, THREE))
    assert any("different schemes" in str(note) for note in found.notes)
    with pytest.raises(UsageError, match="no unit in common"):
        compared((scheme({"a": 1}), THREE), (other, {"u": {"a": 1.0}}))


def test_one_scheme_on_other_units_compares_nobody(compared: Compared) -> None:
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}), {"u": {"a": 1.0}}))
    assert sorted(statuses(found).values()) == ["entered", "left", "left", "left"]
    assert found.reason is None


@pytest.mark.parametrize("sizes", [(0, 0), (0, 3), (3, 0), (1, 1)])
def test_empty_and_single_lists(compared: Compared, sizes: tuple[int, int]) -> None:
    one = scheme({"a": 1})
    before, after = (dict(list(THREE.items())[:size]) for size in sizes)
    found = compared((one, before), (one, after))
    assert found.frame.height == max(sizes)
    assert found.summary
    json.dumps(found.to_json())


def test_a_key_that_is_called_like_a_column_gets_another_name(compared: Compared) -> None:
    one = scheme(
        {"a": 1},
        units={"table": "units", "key": "data"},
        inputs={"units": {"columns": {"data": {"type": "text"}, "a": {}}}},
    )
    found = compared((one, THREE), (one, THREE))
    assert found.key == "unit"
    assert found.frame["unit"].to_list() == ["x", "y", "z"]


def test_keys_keep_their_type_and_their_name(compared: Compared) -> None:
    numbered = scheme(
        {"a": 1},
        units={"table": "units", "key": "number"},
        inputs={"units": {"columns": {"number": {"type": "integer"}, "a": {}}}},
    )
    units: Any = {7: {"a": 1.0}, 8: {"a": 2.0}}
    found = compared((numbered, units), (numbered, {7: {"a": 3.0}, 8: {"a": 2.0}}))
    assert found.frame["number"].to_list() == [7, 8]
    assert found.frame["data"].to_list() == [1, -1]


def test_whether_a_change_is_sure(tmp_path: Path) -> None:
    """Whether intervals lie apart, as the two editions have them."""
    one = scheme({"a": 1, "b": 1})
    before = {unit: {"a": float(at), "b": float(at)} for at, unit in enumerate("pqrst")}
    after = {**before, "p": {"a": 9.0, "b": 9.0}, "q": {"a": 3.1, "b": 1.0}}
    editions = [
        evaluated(one, units).analysed(replications=200).write(tmp_path / name)
        for name, units in (("before", before), ("after", after))
    ]
    found = compare(*editions).frame
    sure = dict(found.select("unit", "sure").iter_rows())
    assert sure["p"] is True
    for unit in "pqrst":
        low, high = zip(
            *(
                edition.ranking.filter(unit=unit).select("rank_p05", "rank_p95").row(0)
                for edition in editions
            ),
            strict=True,
        )
        assert sure[unit] == (max(low) > min(high))
    assert "lie apart" in str(compare(*editions).summary[-1])


def test_without_intervals_nobody_is_sure(compared: Compared) -> None:
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}), THREE))
    assert found.frame["sure"].null_count() == 3


def test_what_is_said_first(compared: Compared) -> None:
    """By hand: x has −1.5 by the data and −0.5 by who is there, y 1 and −1."""
    after = {
        "new": {"a": 99.0},
        "x": {"a": 5.0},
        "y": {"a": 20.0},
    }
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}), after))
    assert [str(sentence) for sentence in found.summary] == [
        "On both lists: 2; entered: 1; left: 1.",
        "Highest of those that entered: new (1).",
        "Highest of those that left: z (3).",
        "On average a rank changed by 1.00; 1 of 2 are what they were.",
        "Fell most: x (−2).",
        (
            "Of all movement 62% comes from the data, 0% from the method and 38% from who entered "
            "and left."
        ),
        "The method is the same.",
    ]
    assert found.shares == pytest.approx({"data": 0.625, "method": 0.0, "entrants": 0.375})


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-Hans"])
def test_it_can_be_said_in_every_language(compared: Compared, tag: str) -> None:
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}), THREE))
    with speaking(tag):
        assert all(str(sentence) for sentence in found.summary)


def test_what_programs_read(compared: Compared) -> None:
    later = {**THREE, "z": {"a": 40.0}}
    found = compared((scheme({"a": 1}), THREE), (scheme({"a": 1}, version="2"), later)).to_json()
    json.dumps(found, allow_nan=False)
    assert found["edition"] == {"scheme": "small", "version": "2", "period": None}
    assert found["changed"] == ["data"]
    assert found["units"][0] == {
        "unit": "z",
        "title": "z",
        "rank_before": 3,
        "rank": 1,
        "change": 2,
        "data": 2.0,
        "method": 0.0,
        "entrants": 0.0,
        "score_before": 0.0,
        "score": 100.0,
        "status": "stayed",
        "sure": None,
    }


def test_an_edition_that_does_not_follow_from_its_inputs_is_not_split(tmp_path: Path) -> None:
    """A published rank that evaluating again does not give has no causes."""
    one = scheme({"a": 1})
    found = evaluated(one, THREE)
    from dataclasses import replace

    other = replace(found, ranks=found.ranks[::-1].copy())
    before, after = other.write(tmp_path / "before"), found.write(tmp_path / "after")
    result = compare(before, after)
    assert shares(result.frame) == {
        "x": (2, None, None, None),
        "y": (0, 0.0, 0.0, 0.0),
        "z": (-2, None, None, None),
    }
    assert "2; “steelyard verify”" in str(result.notes[0])


@pytest.mark.parametrize(
    ("change", "said"), [(1234, "+1,234"), (-2.5, "−2.5"), (0, "0"), (1234567, "+1,234,567")]
)
def test_places(change: float, said: str) -> None:
    assert places(change) == said

"""A list of so many: who is on it, what is measured of it, and how sure that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard import Dataset, Evaluation, Scheme, SchemeError, evaluate
from steelyard.evaluation.lists import listed_in
from steelyard.steps.rank import among_first, rank

SCHEME: dict[str, Any] = {
    "scheme": "brands",
    "title": "Brands",
    "units": {"table": "brands", "key": "brand", "groups": ["city"]},
    "inputs": {
        "brands": {
            "columns": {
                "brand": {"type": "text"},
                "city": {"type": "text"},
                "value": {"required": False},
                "last": {"required": False},
            }
        }
    },
    "rank": {"by": "value", "first": 4},
    "steps": ["derive"],
    "tables": {
        "cities": {
            "by": ["city"],
            "total": True,
            "measures": {
                "brands": {"count": {}},
                "value": {"sum": "value"},
                "share": {"share": "value"},
                "of_number": {"share": {}},
                "growth": {"growth": {"of": "value", "since": "last"}},
                "top2": {"concentration": {"of": "value", "top": 2}},
            },
        }
    },
}
BRANDS = {
    # brand: city, value, last year's value
    "A": ("Beijing", 60.0, 50.0),
    "B": ("Beijing", 20.0, 20.0),
    "C": ("Shanghai", 15.0, 10.0),
    "D": ("Shanghai", 5.0, 20.0),
    "E": ("Shanghai", 4.0, 40.0),
    "F": ("Shenzhen", 3.0, 1.0),
    "G": ("Shenzhen", None, 1.0),
}


def evaluated(
    brands: dict[str, tuple[Any, ...]] = BRANDS, table: dict[str, Any] | None = None, **rule: Any
) -> Evaluation:
    declared = {**SCHEME, "rank": {**SCHEME["rank"], **rule}, **(table or {})}
    scheme = Scheme.model_validate(declared)
    frame = pl.DataFrame(
        [(name, *values) for name, values in brands.items()],
        schema={"brand": pl.String, "city": pl.String, "value": pl.Float64, "last": pl.Float64},
        orient="row",
    )
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, {"brands": frame}))


def on_list(found: Evaluation) -> set[str]:
    return set(found.kept_frame.filter(found.listed)["brand"])


def test_candidates_keep_their_ranks() -> None:
    found = evaluated()
    assert found.ranking.select("brand", "rank").rows() == [
        *(("A", 1), ("B", 2), ("C", 3), ("D", 4), ("E", 5), ("F", 6), ("G", None)),
    ]
    assert on_list(found) == {"A", "B", "C", "D"}


def test_tables_are_of_the_list_shares_too() -> None:
    # 100 in all on the list: the 7 of E and F are in no sum and in no whole.
    assert evaluated().group_tables["cities"].rows() == [
        ("Beijing", 2, 80.0, 80.0, 50.0, pytest.approx(100 * (80 / 70 - 1)), 100.0),
        ("Shanghai", 2, 20.0, 20.0, 50.0, pytest.approx(100 * (20 / 30 - 1)), 100.0),
        (None, 4, 100.0, 100.0, 100.0, 0.0, 80.0),
    ]


def test_a_note_counts_the_candidates_behind() -> None:
    notes = [one for one in evaluated().findings if one.code == "beyond-list"]
    assert [one.severity for one in notes] == ["note"]
    assert "first 4: 2 candidates" in str(notes[0].message)
    assert not [one for one in evaluated(first=6).findings if one.code == "beyond-list"]


def test_without_an_end_all_are_on_the_list_ranked_or_not() -> None:
    found = evaluated(first=None)
    assert found.listed.all()
    assert found.group_tables["cities"]["brands"].to_list() == [2, 3, 2, 7]


@pytest.mark.parametrize("ties", ["competition", "average", "ordinal"])
def test_all_that_tie_at_the_edge_are_on_the_list(ties: str) -> None:
    tied = {**BRANDS, "E": ("Shanghai", 5.0, 40.0)}
    expected = {"A", "B", "C", "D"} | ({"E"} if ties != "ordinal" else set())
    assert on_list(evaluated(tied, ties=ties)) == expected


def test_each_list_has_its_own_end() -> None:
    assert on_list(evaluated(within=["city"], first=1)) == {"A", "C", "F"}


def test_each_period_has_its_own_end() -> None:
    rows = [("A", 2024, 9.0), ("B", 2024, 8.0), ("A", 2025, 1.0), ("B", 2025, 2.0)]
    scheme = Scheme.model_validate(
        {
            **SCHEME,
            "units": {"table": "brands", "key": "brand", "period": "year"},
            "inputs": {
                "brands": {
                    "key": ["brand", "year"],
                    "columns": {
                        "brand": {"type": "text"},
                        "year": {"type": "integer"},
                        "value": {},
                    },
                }
            },
            "rank": {"by": "value", "first": 1},
            "tables": {"years": {"by": ["year"], "measures": {"value": {"sum": "value"}}}},
        }
    )
    frame = pl.DataFrame(rows, schema=["brand", "year", "value"], orient="row")
    found = evaluate(scheme, Dataset.from_frames(scheme.inputs, {"brands": frame}))
    assert found.group_tables["years"].rows() == [(2024, 9.0), (2025, 2.0)]


def test_given_ranks_stand_as_they_are() -> None:
    """A file with a part of a longer list: the third of them is 40th, and not on a list of 30."""
    given = {"A": ("x", 1.0, None), "B": ("x", 12.0, None), "C": ("x", 40.0, None)}
    rule = {"rank": {"given": "value", "first": 30}}
    assert on_list(evaluated(given, rule)) == {"A", "B"}


def test_first_does_not_go_with_dense_ranks() -> None:
    with pytest.raises(SchemeError, match="dense"):
        Scheme.parse(
            "{scheme: s, title: S, units: {table: t, key: k}, inputs: {t: {columns: {k: {type: "
            "text}, v: {}}}}, steps: [derive], rank: {by: v, first: 3, ties: dense}}"
        )


def test_an_empty_list_has_no_end() -> None:
    found = evaluated({})
    assert found.listed.shape == (0,)
    assert found.group_tables["cities"]["brands"].to_list() == [0]


values = st.lists(st.one_of(st.none(), st.integers(0, 6)), max_size=12)


@given(values, st.integers(1, 8), st.sampled_from(["competition", "average", "ordinal"]))
def test_the_first_are_those_with_fewer_above(
    scores: list[int | None], first: int, ties: Any
) -> None:
    """Brute force: a unit is on the list if fewer than so many are better than it."""
    known = np.array([np.nan if one is None else float(one) for one in scores])
    ranks = rank(known, ties)
    above = (ranks[None, :] < ranks[:, None]).sum(axis=1)
    expected = ~np.isnan(ranks) & (above < first)
    assert among_first(ranks, first).tolist() == expected.tolist()
    count = int(expected.sum())
    ranked = int((~np.isnan(known)).sum())
    assert count >= min(first, ranked)
    assert ties != "ordinal" or count == min(first, ranked)


@settings(max_examples=25, deadline=None)
@given(values, st.integers(1, 6))
def test_tables_are_those_of_a_file_without_the_candidates(
    scores: list[int | None], first: int
) -> None:
    brands = {
        f"b{at}": ("xyz"[at % 3], None if one is None else float(one), 2.0)
        for at, one in enumerate(scores)
    }
    found = evaluated(brands, first=first)
    alone = evaluated({name: brands[name] for name in brands if name in on_list(found)}, first=None)
    assert found.group_tables["cities"].equals(alone.group_tables["cities"])
    assert listed_in(found.scheme, found.ranking).sum() == found.listed.sum()


def test_the_chance_of_being_on_the_list_is_always_there() -> None:
    text = """
{scheme: s, title: S, units: {table: t, key: k}, rank: {first: 2},
 inputs: {t: {columns: {k: {type: text}, a: {}, b: {}}}}, tree: {parts: {a: {}, b: {}}}}
"""
    scheme = Scheme.parse(text)
    frame = pl.DataFrame({"k": ["x", "y", "z"], "a": [9.0, 5.0, 0.0], "b": [0.0, 5.0, 8.0]})
    found = evaluate(scheme, Dataset.from_frames(scheme.inputs, {"t": frame}))
    uncertain = found.uncertainty(replications=300, top=(1,))
    assert uncertain.top == (1, 2)
    share = dict(uncertain.frame.select("k", "top_2").iter_rows())
    assert sum(share.values()) == pytest.approx(2.0, abs=0.02)
    assert 0 < share["x"] < 1

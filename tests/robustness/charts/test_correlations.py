"""The map of correlations."""

from __future__ import annotations

import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from steelyard.errors import UsageError
from steelyard.robustness.charts import correlation_map
from tests.robustness.charts.samples import correlations, drawn, rows, spec

NODES = ["a1", "a2", "b1", "b2"]


def shown(chart) -> list[str]:
    """Return the nodes across and then down, as the axes name them."""
    return [text for text in drawn(chart) if text in NODES]


def value(chart, node: str, other: str) -> float:
    (found,) = [
        row["correlation"]
        for row in rows(chart, "correlation")
        if (row["node"], row["other"]) == (node, other)
    ]
    return found


def test_the_whole_chart(snapshot: SnapshotAssertion) -> None:
    assert spec(correlation_map(correlations())) == snapshot


def test_a_pair_that_is_given_once_is_drawn_both_ways() -> None:
    chart = correlation_map(correlations())
    assert len(rows(chart, "correlation")[:]) == 12
    assert value(chart, "b2", "a1") == value(chart, "a1", "b2") == -0.1


def test_a_pair_that_is_given_both_ways_is_drawn_once_each() -> None:
    turned = correlations().rename({"node": "other", "other": "node"})
    both = pl.concat([correlations(), turned.select(correlations().columns)])
    assert len(rows(correlation_map(both), "correlation")) == 12


def test_nodes_of_one_parent_stand_together() -> None:
    mixed = correlations().with_row_index().sort(pl.col("index") % 3, "index").drop("index")
    assert shown(correlation_map(mixed)) in (NODES * 2, ["b1", "b2", "a1", "a2"] * 2)


def test_the_order_of_the_tree_may_be_given() -> None:
    order = ["b1", "b2", "a1", "a2"]
    assert shown(correlation_map(correlations(), order=order)) == order * 2


def test_nodes_of_one_parent_are_framed() -> None:
    frames = rows(correlation_map(correlations()), "begin")
    assert frames == [{"begin": "a1", "end": "a2"}, {"begin": "b1", "end": "b2"}]


def test_what_is_flagged_is_marked_in_words() -> None:
    texts = drawn(correlation_map(correlations()))
    assert {"redundant", "negative"} <= set(texts)
    assert "weak" not in texts


def test_without_flags_there_is_no_key_of_them() -> None:
    frame = correlations().with_columns(flag=pl.lit(None, pl.String))
    assert "Flag" not in drawn(correlation_map(frame))


def test_a_level_against_the_one_above_is_a_rectangle() -> None:
    across = [(node, top, None, 0.5) for node in ("a1", "b1", "b2") for top in ("A", "B")]
    frame = pl.DataFrame(
        across, schema=["node", "other", "parent", "correlation"], orient="row"
    ).with_columns(kind=pl.lit("pearson"), flag=pl.lit(None, pl.String))
    chart = correlation_map(frame)
    assert len(rows(chart, "correlation")) == 6
    assert [text for text in drawn(chart) if text in {*NODES, "A", "B"}] == [
        "A",
        "B",
        "a1",
        "b1",
        "b2",
    ]


def test_two_nodes_make_a_square() -> None:
    assert len(rows(correlation_map(correlations().head(1)), "correlation")) == 2


def test_only_the_kind_and_the_level_asked_for_are_drawn() -> None:
    spearman = correlations().with_columns(kind=pl.lit("spearman"), correlation=pl.lit(0.5))
    above = correlations().with_columns(level=pl.lit(2), correlation=pl.lit(0.7))
    frame = pl.concat([correlations(), spearman, above])
    assert value(correlation_map(frame, level=1), "a1", "a2") == 0.95
    assert value(correlation_map(frame, level=1, kind="spearman"), "a1", "a2") == 0.5
    assert value(correlation_map(frame, level=2), "a1", "a2") == 0.7


def test_several_levels_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="“a1 · a2” has several rows"):
        correlation_map(pl.concat([correlations(), correlations()]))


def test_a_correlation_that_is_not_defined_is_blank() -> None:
    frame = correlations().with_columns(correlation=pl.lit(float("nan")))
    assert value(correlation_map(frame), "a1", "a2") is None
    assert "NaN" not in drawn(correlation_map(frame))


def test_an_empty_frame_gives_a_chart_that_says_so() -> None:
    assert "Nothing to show." in drawn(correlation_map(correlations().head(0)))

"""Admission to the list: who has no rank, what is told of it, and what stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from steelyard import Dataset, Edition, Evaluation, Scheme, SchemeError, evaluate
from steelyard.evaluation.explain import explain
from steelyard.evaluation.place import place
from steelyard.evaluation.rescore import Computed, rescore
from steelyard.i18n import speaking
from steelyard.record.standing import standing

SCHEME = """
scheme: park
title: Park
units: {table: firms, key: firm, groups: [zone]}
inputs:
  firms:
    columns:
      firm: {type: text}
      zone: {type: text}
      revenue: {unit: 万元}
      tax: {title: {en: Tax paid, zh-Hant: 納稅額}, unit: 万元}
      waste: {}
derived:
  rate: {ratio: {of: tax, to: revenue, times: 100}}
steps: [derive, {normalise: min_max}]
tree: {parts: {size: {parts: {revenue: {}, tax: {}}}, rate: {}}}
admission:
  thresholds:
    revenue: {at_least: 500}
    tax: {at_least: 40}
    waste: {title: Waste of the year, at_most: 8}
  need: 2
tables:
  zones: {by: [zone], measures: {firms: {count: {}}, revenue: {sum: revenue}}}
"""
# The totals of all, bounds from all: A 100 and 0; B 80; C 30; D 5; E 0.
FIRMS = {
    "firm": ["A", "B", "C", "D", "E"],
    "zone": ["east", "east", "west", "west", "west"],
    "revenue": [1000.0, 800.0, 480.0, 450.0, 600.0],
    "tax": [100.0, 90.0, 39.0, 20.0, None],
    "waste": [9.0, 3.0, 8.5, 8.0, 9.0],
}


def run(scheme: str = SCHEME, **columns: Sequence[object]) -> Evaluation:
    declared = Scheme.parse(scheme)
    frame = pl.DataFrame({**FIRMS, **columns}, strict=False)
    return evaluate(declared, Dataset.from_frames(declared.inputs, {"firms": frame}))


def without(part: str) -> str:
    """Return the scheme without a line or block that begins with a word."""
    kept, leaving = [], False
    for line in SCHEME.splitlines():
        leaving = line.startswith(f"{part}:") or (leaving and line.startswith(" "))
        kept += [] if leaving else [line]
    return "\n".join(kept)


def table(found: Evaluation) -> pl.DataFrame:
    (one,) = [one.frame for one in found.attached if one.name == "admission"]
    return one


def ranks(found: Evaluation) -> dict[str, int | None]:
    return dict(found.ranking.select("firm", "rank").rows())


def test_units_below_the_thresholds_have_no_rank() -> None:
    # A and B meet two and three. C misses all three, D two; E misses one and has one unknown.
    assert ranks(run()) == {"A": 1, "B": 2, "C": None, "D": None, "E": None}


def test_their_figures_and_criteria_keep_their_scores_and_the_others_theirs() -> None:
    found, plain = run(), run(without("admission"))
    for name in ("size", "revenue", "tax", "rate"):
        np.testing.assert_array_equal(found.node_scores[name], plain.node_scores[name])
    np.testing.assert_array_equal(found.score[:2], plain.score[:2])
    assert np.isnan(found.score[2:]).all()
    assert np.isnan(found.node_scores["index"][2:]).all()


def test_a_row_for_each_unit_and_threshold() -> None:
    rows = table(run()).filter(firm="C")
    assert rows.select("threshold", "figure", "kind", "bound", "met", "distance").rows() == [
        ("revenue", 480.0, "at_least", 500.0, False, 20.0),
        ("tax", 39.0, "at_least", 40.0, False, 1.0),
        ("waste", 8.5, "at_most", 8.0, False, 0.5),
    ]
    assert rows["distance_percent"].to_list() == [4.0, 2.5, 6.25]
    assert rows.select("thresholds_met", "thresholds_needed", "admission").unique().rows() == [
        (0, 2, "not_admitted")
    ]


def test_what_is_not_known_is_no_threshold_met_and_none_missed() -> None:
    rows = table(run()).filter(firm="E")
    assert rows["met"].to_list() == [True, None, False]
    assert rows["distance"].to_list() == [0.0, None, 1.0]
    assert rows["admission"].unique().to_list() == ["undecided"]


def test_each_is_told_the_nearest_threshold_in_plain_words() -> None:
    found = {one.unit: one for one in run().findings if one.unit is not None}
    codes = {unit: (one.code, one.severity) for unit, one in found.items()}
    assert codes == {
        "C": ("not-admitted", "note"),
        "D": ("not-admitted", "note"),
        "E": ("admission-undecided", "warning"),
    }
    words = {unit: one.message.render("en").partition(": ")[2] for unit, one in found.items()}
    assert words == {
        "C": "thresholds met 0 of 3, needed 2. Nearest is Tax paid: 1 万元 short of 40.",
        "D": "thresholds met 1 of 3, needed 2. Nearest is revenue: 50 万元 short of 500.",
        "E": "thresholds met 1 of 3, needed 2; Tax paid: not known.",
    }


def test_all_are_needed_unless_the_scheme_says_how_many() -> None:
    assert ranks(run(SCHEME.replace("  need: 2\n", ""))) == {
        "A": None,
        "B": 1,
        "C": None,
        "D": None,
        "E": None,
    }


def test_tables_of_units_are_of_those_on_the_list() -> None:
    assert run().group_tables["zones"].rows() == [("east", 2, 1800.0)]


def test_a_list_by_a_figure_admits_too() -> None:
    by_figure = without("tree").replace("{normalise: min_max}", "") + "\nrank: {by: revenue}\n"
    assert ranks(run(by_figure.replace("[derive, ]", "[derive]"))) == {
        "A": 1,
        "B": 2,
        "C": None,
        "D": None,
        "E": None,
    }


def test_periods_are_admitted_each_by_itself() -> None:
    with_period = SCHEME.replace("groups: [zone]", "groups: [zone], period: year").replace(
        "      firm: {type: text}", "      firm: {type: text}\n      year: {type: integer}"
    )
    found = run(
        with_period, firm=["A", "B", "A", "B", "C"], year=[2024, 2024, 2025, 2025, 2025]
    ).ranking
    rows = set(found.drop_nulls("rank").select("firm", "year").rows())
    assert rows == {("A", 2024), ("B", 2024)}


def test_a_threshold_that_is_reached_but_for_the_arithmetic_is_met() -> None:
    # In floating point 100 · 0.29 is 28.999999999999996.
    thin = SCHEME.replace("    revenue: {at_least: 500}", "    rate: {at_least: 29}").replace(
        "need: 2", "need: 1"
    )
    found = run(thin, revenue=[1.0] * 5, tax=[0.29] + [0.1] * 4, waste=[9.0] * 5)
    assert 100 * 0.29 / 1.0 < 29
    assert ranks(found)["A"] == 1


def test_replications_rank_only_those_admitted() -> None:
    frame = run().uncertainty(replications=200, seed=0).frame
    assert frame["rank_max"].max() == 2
    assert frame["rank_median"].is_null().to_list() == [False, False, True, True, True]


def test_replications_with_errors_leave_the_list_as_long_as_it_is() -> None:
    by_figure = (
        without("tree").replace("[derive, {normalise: min_max}]", "[derive]")
        + "\nrank: {by: revenue}\nassumptions: {errors: {data: {revenue: {relative: 0.5}}}}\n"
    )
    frame = run(by_figure).uncertainty(replications=300, seed=0).frame
    assert frame["rank_max"].drop_nulls().to_list() == [2, 2]
    assert frame["rank_median"].null_count() == 3


def test_leaving_out_a_criterion_ranks_only_those_admitted() -> None:
    found = run().removal().ranks
    assert found["rate"].null_count() == 3


def test_weights_move_only_those_admitted() -> None:
    from steelyard.robustness.weight_effects import weight_effects

    effects = weight_effects(run(), "index", samples=64)
    assert effects["part"].to_list() == ["size", "rate"]


def newcomers(tmp_path: Path, **columns: Sequence[object]) -> dict[str, Path]:
    file = tmp_path / "new.csv"
    pl.DataFrame(columns).write_csv(file)
    return {"firms": file}


def test_a_newcomer_is_placed_among_those_admitted_or_told_the_distance(tmp_path: Path) -> None:
    edition = run().write(tmp_path / "edition")
    new = newcomers(
        tmp_path,
        firm=["X", "Y"],
        zone=["east", "east"],
        revenue=[900, 499],
        tax=[95.0, 39.5],
        waste=[1, 1],
    )
    found = place(edition, new)
    assert found.frame["rank"].to_list() == [2, None]
    told = {one.unit: one.code for one in found.findings if one.code == "not-admitted"}
    assert told == {"Y": "not-admitted"}


def test_explain_tells_every_threshold(tmp_path: Path) -> None:
    edition = run().write(tmp_path / "edition")
    with speaking("en"):
        found = explain(edition, "D")
    assert found.rank is None
    assert found.admission == "not admitted: thresholds met 1 of 3, needed 2"
    assert [one.sentence for one in found.thresholds] == [
        "revenue: 50 万元 short of 500",
        "Tax paid: 20 万元 short of 40",
        "Waste of the year: met",
    ]
    assert explain(edition, "A").admission is not None


def test_an_edition_without_thresholds_has_no_such_table(tmp_path: Path) -> None:
    edition = run(without("admission")).write(tmp_path / "edition")
    assert "data/admission.csv" not in edition.manifest["files"]
    assert explain(edition, "A").thresholds == ()


def test_the_table_is_read_again_as_it_was_made(tmp_path: Path) -> None:
    found = run()
    edition = found.write(tmp_path / "edition")
    assert edition.table("admission").equals(table(found))


def test_decided_points_admit_nobody(tmp_path: Path) -> None:
    computed = standing(Edition.open(run().write(tmp_path / "edition").path)).computed
    assert isinstance(computed, Computed)
    given = {"size": np.full(5, 100.0)}
    assert np.isnan(rescore(computed, given)["index"]).sum() == 3
    assert (rescore(computed, given)["size"] == 100).all()


@pytest.mark.parametrize("height", [0, 1])
def test_short_lists(height: int) -> None:
    declared = Scheme.parse(SCHEME)
    frame = pl.DataFrame(FIRMS).head(height)
    found = evaluate(declared, Dataset.from_frames(declared.inputs, {"firms": frame}))
    assert table(found).height == 3 * height


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("revenue: {at_least: 500, at_most: 900}", "one bound"),
        ("revenue: {}", "one bound"),
        ("revenu: {at_least: 500}", "revenu"),
        ("zone: {at_least: 500}", "expected a number"),
    ],
)
def test_a_threshold_that_cannot_be_is_refused(wrong: str, words: str) -> None:
    with pytest.raises(SchemeError, match=words):
        Scheme.parse(SCHEME.replace("revenue: {at_least: 500}", wrong))


def test_more_thresholds_than_there_are_cannot_be_needed() -> None:
    with pytest.raises(SchemeError, match="4 thresholds must be met, and there are 3"):
        Scheme.parse(SCHEME.replace("need: 2", "need: 4"))


def test_given_ranks_keep_nobody_off() -> None:
    with pytest.raises(SchemeError, match="given"):
        Scheme.parse(SCHEME + "rank: {given: waste}\n")

"""What it would take in figures of valuations: made as it says, each change brings the step."""

from __future__ import annotations

import itertools
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from steelyard import Dataset, Scheme, evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.reports.changes import Change, Needed
from steelyard.reports.needed import needed
from steelyard.reports.rational import Bound, Comparator
from steelyard.reports.scorecard import scorecard
from steelyard.reports.valuation_levers import curve_bound
from steelyard.scheme.valuation import Curve

VALUE = {"of": "years.sales", "year": "year", "since": "now", "rate": "rate"}
DERIVED: dict[str, Any] = {
    "end": {"present_value": VALUE},
    "middle": {"present_value": {**VALUE, "growth": "growth", "flows": "middle"}},
    "brand_value": {"product": {"of": ["end", "royalty"], "times": 0.01}},
    "squared": {"product": {"of": ["royalty", "royalty"]}},
    "turned": {"product": {"of": ["royalty", "strength"], "times": -1}},
    "mixed": {"weighted_mean": {"strength": 3, "royalty": 1}},
    "falling": {"curve": {"of": "strength", "points": [[0, 20], [50, 10], [100, 7]]}},
    "rising": {"curve": {"of": "end", "points": [[0, 0], [400, 1], [1000, 2]]}},
    "class": {"curve": {"of": "strength", "points": [[0, 1], [45, 2], [70, 3]], "between": "step"}},
    "bent": {"curve": {"of": "strength", "points": [[0, 1], [50, 2], [70, 1]]}},
    "by_curve": {"product": {"of": ["rising", "royalty"]}},
    "behind": {"regret": {"of": "strength", "within": ["sector"]}},
    "fee": {"on": "years", "lookup": {"of": "brands.royalty"}},
    "relief": {"on": "years", "product": {"of": ["sales", "fee"], "times": 0.01}},
    "relieved": {"present_value": {**VALUE, "of": "years.relief"}},
    "per_rate": {"ratio": {"of": "end", "to": "rate"}},
    "over_sum": {"ratio": {"of": "end", "to": "all"}},
    "all": {"sum": {"of": "years.sales"}},
    "ratio_of_values": {"ratio": {"of": "end", "to": "middle"}},
}
STEP: dict[str, tuple[str, float]] = {
    "end": ("up", 400),
    "middle": ("up", 2500),
    "brand_value": ("up", 20),
    "squared": ("up", 49),
    "turned": ("up", -100),
    "mixed": ("up", 45),
    "falling": ("down", 11.0),
    "rising": ("up", 1.2),
    "class": ("up", 3),
    "bent": ("up", 1.9),
    "by_curve": ("up", 8),
    "behind": ("down", 1),
    "relieved": ("up", 30),
    "per_rate": ("up", 40),
    "over_sum": ("up", 0.9),
    "ratio_of_values": ("up", 0.2),
}


def scheme() -> Scheme:
    band = {"up": "at_least", "down": "at_most"}
    return Scheme.model_validate(
        {
            "scheme": "trial",
            "title": "Trial",
            "units": {"table": "brands", "key": "brand"},
            "inputs": {
                "brands": {
                    "columns": {
                        "brand": {"type": "text"},
                        "sector": {"type": "text"},
                        "now": {"type": "integer"},
                        **{name: {} for name in ("rate", "growth", "royalty", "strength")},
                    }
                },
                "years": {
                    "columns": {
                        "brand": {"type": "text", "references": "brands.brand"},
                        "year": {"type": "integer"},
                        "sales": {"unit": "EUR"},
                    }
                },
            },
            "derived": DERIVED,
            "steps": ["derive", "normalise"],
            "tree": {
                "parts": {
                    name: {
                        "direction": way,
                        "normalise": {
                            "method": "bands",
                            "bands": [{band[way]: step, "gives": 1}],
                            "otherwise": 0,
                        },
                    }
                    for name, (way, step) in STEP.items()
                }
            },
        }
    )


Tables = dict[str, pl.DataFrame]


def tables(**cells: float) -> Tables:
    """One brand with a rival, and flows from a year before the valuation on."""
    told = {"rate": 10.0, "growth": 4.0, "royalty": 5.0, "strength": 40.0, **cells}
    rival = {"rate": 10.0, "growth": 4.0, "royalty": 5.0, "strength": 60.0}
    brands = [
        {"brand": "own", "sector": "food", "now": 2023, **told},
        {"brand": "rival", "sector": "food", "now": 2023, **rival},
    ]
    years = [
        {"brand": brand, "year": 2022 + at, "sales": sales}
        for brand in ("own", "rival")
        for at, sales in enumerate([500.0, 90.0, 80.0, 100.0, 120.0])
        if at != 1 or brand == "own"
    ]
    return {"brands": pl.DataFrame(brands), "years": pl.DataFrame(years)}


def evaluated(frames: Tables) -> Evaluation:
    declared = scheme()
    return evaluate(declared, Dataset.from_frames(declared.inputs, frames))


def made(frames: Tables, change: Change, by: float) -> Tables:
    """Make a change in the brand's rows, as much as ``by`` says."""
    own = pl.col("brand") == "own"
    by = by if change.upwards else -by
    if change.how == "each":
        assert change.table == "years"
        if change.column == "relief":  # sales · royalty / 100
            by *= 100 / frames["brands"]["royalty"][0]
        later = own & (pl.col("year") > 2023)
        more = pl.when(later).then(pl.col("sales") + by).otherwise("sales")
        return {**frames, "years": frames["years"].with_columns(sales=more)}
    assert change.table == "brands"
    assert change.column is not None
    column = pl.col(change.column)
    changed = pl.when(own).then(column + by).otherwise(column).alias(change.column)
    return {**frames, "brands": frames["brands"].with_columns(changed)}


def answers(frames: Tables) -> dict[str, Needed]:
    return {answer.node: answer for answer in needed(evaluated(frames), "own")}


def check(frames: Tables) -> int:
    """Make each change as it is said, and slightly less, all in one evaluation; return how many."""
    variants: list[Tables] = []
    expected: list[tuple[str, str, int, Change]] = []
    for answer in answers(frames).values():
        for change in (change for change in answer.changes if change.how != "reach"):
            assert change.amount is not None
            slightly = 1e-7 * max(1.0, change.amount)
            enough = change.amount + slightly if change.strict else change.amount * (1 + 1e-12)
            for by, reached in ((enough, 1), (change.amount - slightly, 0)):
                name = str(len(expected))
                after = made(frames, change, by)
                own = {
                    table: frame.filter(brand="own").with_columns(brand=pl.lit(name))
                    for table, frame in after.items()
                }
                variants.append(own)
                expected.append((name, answer.node, reached, change))
    together = {table: pl.concat([each[table] for each in variants]) for table in frames}
    scores = {row["brand"]: row for row in evaluated(together).scores.to_dicts()}
    for name, node, reached, change in expected:
        assert scores[name][node] == reached, (node, change)
    return len(expected)


def test_each_change_brings_the_step_and_slightly_less_does_not() -> None:
    assert check(tables()) == 2 * 16


@settings(max_examples=4, phases=[Phase.explicit, Phase.generate])
@given(
    st.floats(2, 30), st.floats(-5, 1), st.floats(-3, 9).filter(lambda r: abs(r) > 0.1),
    st.floats(1, 99),
)  # fmt: skip
def test_whatever_the_brand(rate: float, growth: float, royalty: float, strength: float) -> None:
    check(tables(rate=rate, growth=growth, royalty=royalty, strength=strength))


def ways(node: str) -> set[tuple[str, str, str | None]]:
    return {(c.how, c.table, c.column) for c in answers(tables())[node].changes}


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("end", {("each", "years", "sales")}),
        ("middle", {("each", "years", "sales")}),
        ("brand_value", {("each", "years", "sales"), ("add", "brands", "royalty")}),
        ("turned", {("reduce", "brands", "royalty"), ("reduce", "brands", "strength")}),
        ("mixed", {("add", "brands", "strength"), ("add", "brands", "royalty")}),
        ("falling", {("add", "brands", "strength")}),
        ("rising", {("each", "years", "sales")}),
        ("class", {("add", "brands", "strength")}),
        ("by_curve", {("reach", "brands", "rising"), ("add", "brands", "royalty")}),
        ("relieved", {("each", "years", "relief")}),
    ],
)
def test_what_moves_a_figure(node: str, expected: set[tuple[str, str, str | None]]) -> None:
    assert ways(node) == expected


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        ("behind", "“behind” depends on other rows of its table, so the unit alone cannot tell."),
        ("bent", "“bent” both rises and falls with “strength”, so no single amount can be told."),
        ("over_sum", "“all” follows from several amounts of the same rows"),
    ],
)
def test_what_cannot_be_told_says_why(node: str, reason: str) -> None:
    answer = answers(tables())[node]
    assert answer.changes == ()
    assert reason in str(answer.reason)


def test_the_amount_by_hand() -> None:
    """(400 − value)/annuity: flows of 2024 to 2026 at 10%."""
    value = 80 / 1.1 + 100 / 1.1**2 + 120 / 1.1**3
    annuity = (1 - 1.1**-3) / 0.1
    (change,) = answers(tables())["end"].changes
    assert change.amount == pytest.approx((400 - value) / annuity)
    assert str(change.sentence) == "sales: 62.12 EUR more (in each year after 2023)"


def test_flows_that_look_a_royalty_up_do_not_follow_it() -> None:
    """The royalty is not offered where it acts by way of the years, and said to be open."""
    frames = tables()
    subject = answers(frames)["relieved"]
    assert "royalty" not in {change.column for change in subject.changes}


@pytest.mark.parametrize("between", ["linear", "step"])
@pytest.mark.parametrize("falls", [False, True])
def test_a_curve_is_past_a_bound_where_it_is_told(between: Any, falls: bool) -> None:
    """Against a fine grid of figures, bounds at, between and beyond the points."""
    worth = [1.0, 1.0, 4.0, 6.0, 6.0]
    points = tuple(zip([0.0, 10.0, 20.0, 40.0, 50.0], worth[::-1] if falls else worth, strict=True))
    curve = Curve(of="x", points=points, between=between)
    grid = [at / 8 for at in range(-40, 480)]
    comparators: tuple[Comparator, ...] = ("at_least", "more_than", "at_most", "less_than")
    for comparator, figure in itertools.product(comparators, [0.0, 1.0, 2.5, 4.0, 5.0, 6.0, 7.0]):
        holds = [_holds(_read(curve, x), comparator, figure) for x in grid]
        found = curve_bound(curve, Bound(figure, comparator))
        if found is None:
            assert len(set(holds)) == 1
        else:
            assert holds == [_holds(x, found.comparator, found.figure) for x in grid]


def _holds(value: float, comparator: Comparator, figure: float) -> bool:
    return {
        "at_least": value >= figure,
        "more_than": value > figure,
        "at_most": value <= figure,
        "less_than": value < figure,
    }[comparator]


def _read(curve: Curve, x: float) -> float:
    """Return a curve's value, from its points alone."""
    points = [(-1e9, curve.points[0][1]), *curve.points, (1e9, curve.points[-1][1])]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if x0 <= x < x1:
            return y0 if curve.between == "step" else y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    raise AssertionError


def test_the_scorecard_shows_the_flows() -> None:
    """Those to come by their years, before those that are past."""
    card = scorecard(evaluated(tables()), "own")
    figure = next(each.figure for each in card.nodes if each.node == "end")
    assert figure is not None
    (behind,) = figure.rows
    assert str(behind.conditions) == "in each year after 2023"
    assert [(row.record, row.amount, row.counts) for row in behind.rows] == [
        ("2024", 80.0, True),
        ("2025", 100.0, True),
        ("2026", 120.0, True),
        ("2022", 500.0, False),
        ("2023", 90.0, False),
    ]
    assert (behind.count, behind.counted, behind.total) == (5, 3, None)

"""Each replication is the evaluation of a table into which its draws were written."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from steelyard import Dataset, Scheme, evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.library import sample
from tests.robustness.varying.trial import (
    assert_alike,
    assert_same_as_rebuilt,
    drawn,
    errors,
    evaluated,
    rebuilt,
)

COUNT = 12


def table(periods: int = 1, gaps: bool = True) -> pl.DataFrame:
    """Units with figures of four kinds, a group, some cells missing."""
    random = np.random.default_rng(7)
    rows = COUNT * periods
    frame = pl.DataFrame(
        {
            "unit": [f"u{at:02}" for at in range(COUNT) for _ in range(periods)],
            "year": [2000 + year for _ in range(COUNT) for year in range(periods)],
            "region": [("north", "south")[at % 2] for at in range(COUNT) for _ in range(periods)],
            "a": random.uniform(10, 20, rows),
            "b": random.lognormal(1, 1, rows),
            "c": random.normal(5, 2, rows),
            "d": random.integers(100, 900, rows),
            "a_error": random.uniform(0.1, 0.5, rows),
        }
    )
    missing = {"a": (2, 5), "b": (1, 8), "c": (5,)}
    if not gaps:
        return frame
    return frame.with_columns(
        pl.Series(name, frame[name]).scatter(list(at), None) for name, at in missing.items()
    )


def scheme(
    steps: list[Any] | None = None,
    derived: dict[str, Any] | None = None,
    indicators: dict[str, Any] | None = None,
    inputs: dict[str, Any] | None = None,
    **settings: Any,
) -> Scheme:
    columns = {
        "unit": {"type": "text"},
        "region": {"type": "text"},
        "year": {"type": "integer"},
        "a": {},
        "b": {},
        "c": {},
        "d": {"type": "integer"},
        "a_error": {},
    }
    period = settings.pop("period", None)
    own = {"key": ["unit", "year"]} if period else {}
    return Scheme.model_validate(
        {
            "scheme": "trial",
            "title": "Trial",
            "units": {
                "table": "units",
                "key": "unit",
                "groups": ["region"],
                **({"period": period} if period else {}),
            },
            "inputs": {"units": {"columns": columns, **own}, **(inputs or {})},
            "derived": derived or {},
            "steps": ["derive", "normalise"] if steps is None else steps,
            "tree": {"parts": indicators or {"a": {}, "b": {"direction": "down"}, "c": {}}},
            **settings,
        }
    )


NORMAL = {
    "one": errors(a={"standard_error": "a_error"}, b={"relative": 0.2}),
    "other": errors(c={"standard_error": 0.7}, d={"half_width": 30}),
}


def test_tai() -> None:
    declared = Scheme.load("tai")
    evaluation = evaluate(declared, Dataset.read(declared.inputs, sample("tai")))
    found = assert_same_as_rebuilt(
        evaluation,
        {
            "survey": errors(patents={"relative": 0.1}, schooling={"rounding": 0.1}),
            "counts": errors(telephones_log10={"standard_error": 0.05}),
        },
    )
    assert set(found.figures) == {"patents", "schooling", "telephones"}


METHODS: list[Any] = [
    "min_max",
    {"method": "z_score", "mean": 100, "deviation": 10},
    "rank",
    "percentile_rank",
    "borda",
    "distance_to_maximum",
    "fraction_of_maximum",
    {"method": "distance_to_reference", "unit": "u03", "as": "ratio"},
    {"method": "distance_to_reference", "reference": "mean"},
    {"method": "distance_to_target", "target": 30},
    {"method": "above_below_mean", "threshold": 0.1},
    {"method": "categorical", "quantiles": [0.3, 0.7], "scores": [1, 2, 3]},
    {"method": "goalposts", "lower": 1, "upper": 18},
    {"method": "bands", "bands": [{"at_least": 12, "gives": 3}], "otherwise": 1},
    "identity",
]


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m if isinstance(m, str) else m["method"])
def test_normalisations(method: Any) -> None:
    assert_same_as_rebuilt(evaluated(scheme([{"normalise": method}]), table()), NORMAL)


def test_normalised_within_groups() -> None:
    steps = [{"normalise": {"method": "z_score"}, "within": "region"}]
    assert_same_as_rebuilt(evaluated(scheme(steps), table()), NORMAL)


@pytest.mark.parametrize(
    "treat",
    [
        {},
        {"methods": ["winsorise"], "skewness": 0.3, "kurtosis": -2},
        {"methods": ["log_ct"], "when": "always"},
        {"methods": [{"method": "winsorise", "points": 1}, "box_cox"], "skewness": 0.2,
         "kurtosis": -2, "combine": True},
    ],
)  # fmt: skip
def test_treatments(treat: Any) -> None:
    steps = [{"treat": treat}, "normalise"]
    assert_same_as_rebuilt(evaluated(scheme(steps), table()), NORMAL)


@pytest.mark.parametrize(
    "impute",
    [
        "mean",
        {"method": "median", "by": "region"},
        {"method": "mean", "by": ["region"]},
        {"method": "constant", "value": 3},
        "none",
        {"method": "nearest", "neighbours": 3},
        "em",
    ],
)
def test_imputations(impute: Any) -> None:
    steps = [{"impute": impute}, {"treat": {"methods": ["winsorise"]}}, "normalise"]
    assert_same_as_rebuilt(evaluated(scheme(steps), table()), NORMAL)


def test_an_indicator_imputed_from_perturbed_ones_varies_too() -> None:
    steps = [{"impute": {"method": "nearest", "neighbours": 2}}, "normalise"]
    evaluation = evaluated(scheme(steps), table())
    found = assert_same_as_rebuilt(evaluation, {"one": errors(a={"standard_error": 2.0})})
    assert set(found.figures) == {"a", "b", "c"}


DERIVED: dict[str, Any] = {
    "ratio": {"ratio": {"of": "a", "to": "d", "times": 100}},
    "growth": {"growth": {"of": "a", "since": "c"}},
    "difference": {"difference": {"of": "a", "less": "ratio"}},
    "total": {"total": ["a", "ratio", "growth"]},
    "high": {"condition": {"a": {"above": 14}}, "type": "boolean"},
    "power": {"sql": "pow(a, 2) / (1 + CASE WHEN high THEN ratio ELSE 0 END)"},
    "of_all": {"sql": "100 * a / sum(a) OVER ()"},
    "beside_mean": {
        "sql": "SELECT unit, a - avg(a) OVER (PARTITION BY region) AS value FROM units"
    },
    "class": {"sql": "CASE WHEN a > 15 THEN 'high' ELSE 'low' END", "type": "text"},
    "by_class": {"sql": "CASE class WHEN 'high' THEN ratio ELSE 0 END"},
    "whole": {"sql": "round(a)", "type": "integer"},
    "digits": {"sql": "length(CAST(whole AS VARCHAR))"},
}


@pytest.mark.parametrize("figure", [name for name in DERIVED if name not in ("class", "high")])
@pytest.mark.parametrize("alone", [True, False])
def test_derived_figures(figure: str, alone: bool) -> None:
    """By itself, with what it needs, and among figures that look at other rows."""
    declared = scheme(
        [{"derive": [figure] if alone else "all"}, "normalise"],
        DERIVED,
        {figure: {"normalise": "identity"}, "plain": {"indicator": "b"}},
    )
    found = assert_same_as_rebuilt(
        evaluated(declared, table()),
        {"one": errors(a={"standard_error": 3}, d={"relative": 0.1})},
        2,
    )
    assert set(found.figures) == {figure}


def test_figures_keep_their_type_between_derivations() -> None:
    """Whole numbers are spelled without a point, truths are true."""
    names = ("digits", "power")
    declared = scheme(
        [{"derive": ["whole", "high"]}, {"derive": names}, {"normalise": "identity"}],
        DERIVED,
        {name: {} for name in names},
    )
    found = assert_same_as_rebuilt(
        evaluated(declared, table()), {"one": errors(a={"standard_error": 3})}
    )
    assert set(found.figures) == set(names)


def test_a_figure_that_depends_on_nothing_perturbed_is_left_alone() -> None:
    declared = scheme(derived={"r": {"ratio": {"of": "b", "to": "c"}}}, indicators={"r": {}})
    _varying, _numbers, found = drawn(
        evaluated(declared, table()), {"one": errors(a={"standard_error": 3})}
    )
    assert found.figures == {}


def test_figures_of_other_tables() -> None:
    """A lookup into another table, and a sum over rows that look a perturbed figure up."""
    projects = {
        "projects": {
            "columns": {
                "owner": {"type": "text", "references": "units.unit"},
                "size": {},
            }
        },
        "regions": {"key": ["name"], "columns": {"name": {"type": "text"}, "rate": {}}},
    }
    derived = {
        "price": {"on": "projects", "lookup": {"of": "units.a", "match": {"owner": "unit"}}},
        "cost": {"on": "projects", "sql": "price * size"},
        "spent": {"sum": {"of": "projects.cost"}},
        "large": {"share": {"of": "projects.cost", "where": {"size": {"above": 2}}}},
        "rate": {"lookup": {"of": "regions.rate", "match": {"region": "name"}}},
        "rated": {"sql": "a * rate"},
    }
    declared = scheme(
        derived=derived, inputs=projects, indicators={n: {} for n in ("spent", "large", "rated")}
    )
    frame = table(gaps=False)
    owners = [name for name in frame["unit"] for _ in range(2)]
    sizes = np.random.default_rng(1).uniform(1, 3, len(owners))
    evaluation = evaluated(
        declared,
        {
            "units": frame,
            "projects": pl.DataFrame({"owner": owners, "size": sizes}),
            "regions": pl.DataFrame({"name": ["north", "south"], "rate": [0.5, 2.0]}),
        },
    )
    found = assert_same_as_rebuilt(evaluation, {"one": errors(a={"standard_error": 2})})
    assert {"spent", "rated"} <= set(found.figures)


def test_a_lookup_by_a_class_that_is_derived() -> None:
    inputs = {"rates": {"key": ["name"], "columns": {"name": {"type": "text"}, "rate": {}}}}
    derived = {
        "class": DERIVED["class"],
        "rate": {"lookup": {"of": "rates.rate", "match": {"class": "name"}}},
        "rated": {"sql": "a * rate"},
    }
    declared = scheme(derived=derived, inputs=inputs, indicators={"rated": {}})
    rates = pl.DataFrame({"name": ["high", "low"], "rate": [0.5, 2.0]})
    evaluation = evaluated(declared, {"units": table(), "rates": rates})
    assert_same_as_rebuilt(evaluation, {"one": errors(a={"standard_error": 2})})


def test_a_lookup_of_another_unit() -> None:
    """A unit's rival is a row of the same table, with an error of its own."""
    columns = {"unit": {"type": "text"}, "rival": {"type": "text"}, "a": {}}
    derived = {
        "theirs": {"lookup": {"of": "units.a", "match": {"rival": "unit"}}},
        "ahead": {"difference": {"of": "a", "less": "theirs"}},
    }
    declared = scheme(
        derived=derived, inputs={"units": {"columns": columns}}, indicators={"ahead": {}}
    )
    frame = table(gaps=False).select("unit", "a")
    frame = frame.with_columns(rival=frame["unit"].reverse())
    evaluation = evaluated(declared, {"units": frame})
    assert_same_as_rebuilt(evaluation, {"one": errors(a={"standard_error": 2})})


PERIODS: list[Any] = [
    (["derive", "normalise"], "each"),
    (["derive", {"normalise": {"method": "z_score"}}], "all"),
    (["derive", {"normalise": {"method": "rank"}}], "2001"),
    (["derive", {"impute": "linear"}, "normalise"], "each"),
    (["derive", {"impute": {"method": "last", "before": "hold"}}, "normalise"], "each"),
    (["derive", {"impute": {"method": "mean", "by": "region"}}, "treat", "normalise"], "each"),
    ([{"impute": "linear"}, "derive", {"normalise": {"method": "z_score"}}], "each"),
    (["derive", {"normalise": "min_max", "within": "year"}], "all"),
]


@pytest.mark.parametrize(("steps", "calibrate"), PERIODS)
def test_periods(steps: list[Any], calibrate: str) -> None:
    derived = {
        "before": {"previous": {"of": "a"}},
        "change": {"growth": {"of": "a", "since": "before"}},
    }
    declared = scheme(
        steps, derived, {"a": {}, "change": {}, "b": {}}, period="year", calibrate=calibrate
    )
    assert_same_as_rebuilt(evaluated(declared, table(periods=3)), NORMAL)


STEPS: list[Any] = [
    [{"impute": "mean"}, "derive", {"treat": {"methods": ["winsorise"]}}, "normalise"],
    [{"screen": {"units": {"available": 0.9}}}, "derive", {"impute": "median"}, "normalise"],
    ["derive", {"impute": "mean"}, {"screen": {"units": {"drop": ["u03", "u07"]}}}, "normalise"],
    [{"derive": ["ratio"]}, {"impute": "mean"}, {"derive": ["difference"]}, "normalise"],
    [{"derive": ["difference"]}, {"impute": "mean"}, "derive", "normalise"],
    ["derive", "normalise", {"normalise": "z_score"}],
    ["derive", {"screen": {"indicators": {"available": 0.95}}}, "normalise"],
]


@pytest.mark.parametrize("steps", STEPS)
def test_steps_in_any_order(steps: list[Any]) -> None:
    derived = {name: DERIVED[name] for name in ("ratio", "difference")}
    declared = scheme(steps, derived, {"a": {}, "ratio": {}, "difference": {}, "c": {}})
    evaluation = evaluated(declared, table())
    varying, numbers, found = drawn(evaluation, NORMAL, 4)
    for at in range(4):
        one, _data = rebuilt(varying, NORMAL, numbers[at])
        for indicator in evaluation.block.columns:
            there = found.figures.get(indicator)
            assert there is not None
            assert_alike(there[at], one.block.values[:, one.block.columns.index(indicator)])


def test_a_list_ranked_by_one_figure() -> None:
    declared = Scheme.model_validate(
        {
            "scheme": "list",
            "title": "List",
            "units": {"table": "units", "key": "unit"},
            "inputs": {"units": {"columns": {"unit": {"type": "text"}, "a": {}, "d": {}}}},
            "derived": {"value": {"ratio": {"of": "a", "to": "d"}}},
            "rank": {"by": "value"},
        }
    )
    evaluation = evaluated(declared, table().select("unit", "a", "d"))
    assumptions = {"one": errors(a={"rounding": 1})}
    varying, numbers, found = drawn(evaluation, assumptions, 3)
    assert list(found.figures) == ["value"]
    for at in range(3):
        assert_alike(
            found.figures["value"][at], rebuilt(varying, assumptions, numbers[at])[0].score
        )


def test_an_error_of_a_derived_figure() -> None:
    """It acts after the derivation, and what is derived from the figure sees it."""
    derived = {
        "r": {"ratio": {"of": "a", "to": "b"}},
        "twice": {"sql": "2 * r"},
        "t": {"total": ["twice", "a"]},
    }
    declared = scheme(
        derived=derived, indicators={n: {"normalise": "identity"} for n in ("r", "twice", "t")}
    )
    evaluation = evaluated(declared, table())
    assumptions = {"one": errors(r={"half_width": 0.5}, a={"half_width": 1})}
    _varying, numbers, found = drawn(evaluation, assumptions, 3)
    frame = table()
    for at in range(3):
        in_r, in_a = np.split(2 * numbers[at] - 1, 2)
        a = frame["a"].fill_null(np.nan).to_numpy() + in_a
        r = a / frame["b"].fill_null(np.nan).to_numpy() + 0.5 * in_r
        assert_alike(found.figures["r"][at], r)
        assert_alike(found.figures["twice"][at], 2 * r)
        assert_alike(found.figures["t"][at], 2 * r + a)


@pytest.mark.parametrize(
    "steps", [["derive", "normalise"], [{"derive": ["twice"]}, "derive", "normalise"]]
)
def test_an_error_of_a_figure_whose_sources_have_none(steps: list[Any]) -> None:
    """It acts once, also where the figure is derived again in a later step."""
    declared = scheme(
        steps,
        {"r": {"ratio": {"of": "a", "to": "b"}}, "twice": {"sql": "2 * r"}},
        {"r": {"normalise": "identity"}, "twice": {"normalise": "identity"}},
    )
    evaluation = evaluated(declared, table())
    _varying, numbers, found = drawn(evaluation, {"one": errors(r={"half_width": 1})}, 3)
    assert_alike(found.figures["r"], score_of(evaluation) + 2 * numbers - 1)
    assert_alike(found.figures["twice"], 2 * found.figures["r"])


def score_of(evaluation: Evaluation) -> Any:
    return evaluation.block.values[:, 0]


def test_errors_of_one_column_in_two_assumptions_add_up() -> None:
    declared = scheme(indicators={"a": {"normalise": "identity"}})
    evaluation = evaluated(declared, table())
    assumptions = {"one": errors(a={"half_width": 1}), "two": errors(a={"half_width": 2})}
    _varying, numbers, found = drawn(evaluation, assumptions, 3)
    first, second = np.split(2 * numbers - 1, 2, axis=1)
    assert_alike(found.figures["a"], score_of(evaluation) + first + 2 * second)

"""Valuations over replications: what is derived together is what each derivation gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
import pytest

from steelyard import Scheme
from steelyard.engines import Matrix
from steelyard.evaluation.blocks import numbers_of
from steelyard.robustness.varying.rederive import Rederivation
from steelyard.steps.derive import derive, structure_of
from tests.robustness.varying.trial import assert_same_as_rebuilt, errors, evaluated

BRANDS = 9
COUNT = 4
VALUE = {"of": "years.sales", "year": "year", "since": "now", "rate": "rate"}
BRAND = {
    "brand": {"type": "text"},
    "sector": {"type": "text"},
    "edition": {"type": "integer"},
    "now": {"type": "integer"},
    "rate": {},
    "growth": {},
    "royalty": {},
    "strength": {},
}
YEARS = {
    "brand": {"type": "text", "references": "brands.brand"},
    "edition": {"type": "integer"},
    "year": {"type": "integer"},
    "sales": {},
}


def scheme(derived: Mapping[str, Any], indicators: list[str], *, periods: bool = False) -> Scheme:
    own = {"key": ["brand", "edition"]} if periods else {}
    shared = {} if periods else {"edition": {"type": "integer"}}
    years = YEARS if periods else {name: c for name, c in YEARS.items() if name not in shared}
    return Scheme.model_validate(
        {
            "scheme": "trial",
            "title": "Trial",
            "units": {
                "table": "brands",
                "key": "brand",
                **({"period": "edition"} if periods else {}),
            },
            "inputs": {"brands": {"columns": BRAND, **own}, "years": {"columns": years}},
            "derived": derived,
            "steps": ["derive", {"normalise": "identity"}],
            "tree": {"parts": {name: {} for name in indicators}},
        }
    )


def tables(editions: int = 1) -> dict[str, pl.DataFrame]:
    """Brands in their editions and flows of unequal years, with gaps of every kind."""
    random = np.random.default_rng(3)
    rows = [(at, edition) for at in range(BRANDS) for edition in range(2020, 2020 + editions)]
    random.shuffle(rows)
    brands = pl.DataFrame(
        {
            "brand": [f"b{at}" for at, _ in rows],
            "sector": [("food", "cars", None)[at % 3] for at, _ in rows],
            "edition": [edition for _, edition in rows],
            "now": [None if at == 4 else edition for at, edition in rows],
            "rate": random.uniform(6, 12, len(rows)),
            "growth": random.uniform(0, 9, len(rows)),
            "royalty": random.uniform(1, 9, len(rows)),
            "strength": random.uniform(0, 100, len(rows)),
        }
    )
    told = [
        (f"b{at}", edition, year, None if (at, year) == (2, edition + 2) else random.normal(90, 50))
        for at, edition in rows
        for year in range(edition - 1, edition + 3 + at % 3)
        if at != 5 and (at, year) != (3, edition + 1)
    ]
    random.shuffle(told)
    years = pl.DataFrame(told, ["brand", "edition", "year", "sales"], orient="row")
    undated = pl.DataFrame({"brand": ["b6", "b7"], "edition": [2020, 2020], "sales": [1.0, 1.0]})
    years = pl.concat([years, undated.with_columns(year=pl.Series([None, 2019]))], how="diagonal")
    return {"brands": brands, "years": years}


def drawn(frame: pl.DataFrame, names: list[str], count: int = COUNT) -> dict[str, Matrix]:
    """Return replications of columns: far enough for rates below the growth and below -100."""
    random = np.random.default_rng(5)
    shape = (frame.height, count)
    found = {
        name: np.asfortranarray(frame[name].to_numpy()[:, np.newaxis] + random.normal(0, 20, shape))
        for name in names
    }
    for values in found.values():
        values[random.random(shape) < 0.05] = np.nan
    return found


def assert_as_one_by_one(
    declared: Scheme, frames: Mapping[str, pl.DataFrame], cells: Mapping[str, Matrix]
) -> dict[str, Matrix]:
    """Compare with a derivation of each replication's own tables."""
    rederivation, structure = Rederivation(declared), structure_of(declared)
    made, _findings = derive(frames, declared.derived, structure)
    names = list(declared.derived)
    found = rederivation.again(made, names, cells, lambda _name, figures: figures)
    own = [name for name in found if name not in cells]
    assert own
    for at in range(next(iter(cells.values())).shape[1]):
        one = frames["brands"].with_columns(
            pl.Series(name, values[:, at]).fill_nan(None) for name, values in cells.items()
        )
        expected, _findings = derive({**frames, "brands": one}, declared.derived, structure)
        for name in own:
            np.testing.assert_array_equal(
                found[name][:, at], numbers_of(expected["brands"][name]), err_msg=name
            )
    return {name: found[name] for name in own}


IN_ROW: dict[str, Any] = {
    "paid": {"product": {"of": ["royalty", "strength"], "times": 0.01}},
    "mixed": {"weighted_mean": {"paid": 2, "rate": 1, "growth": 0.3}},
    "discount": {"curve": {"of": "strength", "points": [[0, 14], [50, 9.5], [100, 7.25]]}},
    "class": {"curve": {"of": "strength", "points": [[0, 1], [40, 2], [70, 3]], "between": "step"}},
}
PRESENT: dict[str, Any] = {
    "end": {"present_value": VALUE},
    "middle": {"present_value": {**VALUE, "flows": "middle"}},
    "endless": {"present_value": {**VALUE, "growth": "growth"}},
    "endless_middle": {"present_value": {**VALUE, "growth": "growth", "flows": "middle"}},
    "by_strength": {"present_value": {**VALUE, "rate": "discount", "growth": "growth"}},
    "brand_value": {"product": {"of": ["by_strength", "royalty"], "times": 0.01}},
}


@pytest.mark.parametrize("editions", [1, 3])
def test_values_whose_rates_vary(editions: int) -> None:
    declared = scheme({**IN_ROW, **PRESENT}, ["brand_value"], periods=editions > 1)
    frames = tables(editions)
    cells = drawn(frames["brands"], ["rate", "growth", "strength", "royalty"])
    found = assert_as_one_by_one(declared, frames, cells)
    assert found.keys() == {**IN_ROW, **PRESENT}.keys()
    known = {name: np.isfinite(values) for name, values in found.items()}
    assert known["end"].any(axis=1).sum() >= 4 * editions  # the others have gaps
    assert known["endless"].any()
    assert (known["end"] & ~known["endless"]).any()


def test_a_value_whose_day_varies() -> None:
    """What is fixed where flows are discounted at once may vary too, by way of SQL."""
    declared = scheme({"end": {"present_value": {**VALUE, "since": "then"}}, "then": {
        "sql": "2019 + CASE WHEN strength > 50 THEN 1 ELSE 0 END"}}, ["end"])  # fmt: skip
    frames = tables()
    found = assert_as_one_by_one(declared, frames, drawn(frames["brands"], ["strength", "rate"]))
    assert len(set(found["then"].ravel().tolist())) == 2


FLOWS: dict[str, Any] = {
    "fee": {"on": "years", "lookup": {"of": "brands.royalty"}},
    "relief": {"on": "years", "product": {"of": ["sales", "fee"], "times": 0.01}},
    "end": {"present_value": {**VALUE, "of": "years.relief"}},
    "endless": {"present_value": {**VALUE, "of": "years.relief", "growth": "growth"}},
    "all": {"sum": {"of": "years.relief", "where": {"year": {"above": 2020}}}},
    "mean_relief": {"mean": {"of": "years.relief"}},
    "part": {"share": {"of": "years.relief", "where": {"relief": {"above": 0}}}},
    "many": {"count": {"of": "years", "where": {"relief": {"above": 4}}}},
    "total_value": {"total": ["end", "all"]},
}


@pytest.mark.parametrize("editions", [1, 2])
@pytest.mark.parametrize("names", [["royalty"], ["royalty", "rate", "growth"]])
def test_values_whose_flows_vary(names: list[str], editions: int) -> None:
    """Years look a brand's royalty up, so each replication has years of its own."""
    declared = scheme(FLOWS, ["end"], periods=editions > 1)
    frames = tables(editions)
    assert_as_one_by_one(declared, frames, drawn(frames["brands"], names))


def test_flows_are_stacked_and_not_derived_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Rederivation, "_one_by_one", refuse)
    declared, frames = scheme(FLOWS, ["end"]), tables()
    cells = drawn(frames["brands"], ["royalty", "rate"], 40)
    made, _findings = derive(frames, declared.derived, structure_of(declared))
    Rederivation(declared).again(made, list(FLOWS), cells, lambda _name, figures: figures)


def test_replications_that_are_too_many_for_one_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steelyard.robustness.varying.rederive._MOST_ROWS", 100)
    frames = tables()
    assert_as_one_by_one(scheme(FLOWS, ["end"]), frames, drawn(frames["brands"], ["royalty"]))


def test_the_period_before_and_present_values() -> None:
    derived = {
        **PRESENT,
        **IN_ROW,
        "before": {"previous": {"of": "end"}},
        "change": {"growth": {"of": "end", "since": "before"}},
        "old_rate": {"previous": {"of": "rate"}},
        "at_old_rate": {"present_value": {**VALUE, "rate": "old_rate"}},
    }
    declared, frames = scheme(derived, ["change"], periods=True), tables(3)
    found = assert_as_one_by_one(declared, frames, drawn(frames["brands"], ["rate", "strength"]))
    assert np.isfinite(found["change"]).any()
    assert np.isfinite(found["at_old_rate"]).any()


@pytest.mark.parametrize("best", ["most", "least"])
def test_regret_is_that_of_each_replication(best: str) -> None:
    derived = {
        "end": {"present_value": VALUE},
        "regret": {"regret": {"of": "end", "within": ["sector"], "best": best}},
        "of_rate": {"regret": {"of": "rate", "within": ["sector"], "best": best}},
        "worst": {"total": ["regret", "of_rate"]},
    }
    declared, frames = scheme(derived, ["worst"]), tables()
    found = assert_as_one_by_one(declared, frames, drawn(frames["brands"], ["rate"]))
    assert np.nanmin(found["of_rate"]) == 0


def test_regret_in_circles_that_vary() -> None:
    derived = {
        "class": IN_ROW["class"],
        "regret": {"regret": {"of": "rate", "within": ["class"]}},
    }
    frames = tables()
    declared = scheme(derived, ["regret"])
    assert_as_one_by_one(declared, frames, drawn(frames["brands"], ["rate", "strength"]))


def test_years_that_were_not_given() -> None:
    declared, frames = scheme(PRESENT | IN_ROW, ["end", "paid"]), tables()
    del frames["years"]
    found = assert_as_one_by_one(declared, frames, drawn(frames["brands"], ["rate", "royalty"]))
    assert np.isnan(found.get("end", np.array(np.nan))).all()


def test_as_evaluated_anew() -> None:
    """The whole way, from the assumption to the score."""
    declared = scheme({**IN_ROW, **PRESENT, "relief": {"on": "years", **FLOWS["relief"]}, "fee":
        FLOWS["fee"], "flowing": {"present_value": {**VALUE, "of": "years.relief"}}},
        ["brand_value", "flowing", "discount"])  # fmt: skip
    frames = tables()
    evaluation = evaluated(declared, {**frames, "years": frames["years"].drop("edition")})
    found = assert_same_as_rebuilt(
        evaluation,
        {"one": errors(rate={"standard_error": 2}, royalty={"relative": 0.1}),
         "other": errors(strength={"half_width": 10})},
    )  # fmt: skip
    assert set(found.figures) == {"brand_value", "flowing", "discount"}

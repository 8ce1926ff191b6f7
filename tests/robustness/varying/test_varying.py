"""What all draws have in common: alignment, blocks, repetition, and steps that refuse them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from steelyard import Scheme, evaluate
from steelyard.engines import Matrix
from steelyard.errors import DataError
from steelyard.evaluation.evaluation import Evaluation
from steelyard.robustness.draws import uniforms
from steelyard.robustness.lines import Line, with_alternative
from steelyard.robustness.varying import Varied, Varying
from steelyard.robustness.varying import varying as module
from steelyard.scheme.assumptions import Errors, Imputations, Imputed, Rule
from tests import asem
from tests.robustness.varying.trial import (
    assert_alike,
    drawn,
    errors,
    evaluated,
    rebuilt,
    rule,
    score,
)

TABLE = pl.DataFrame(
    {
        "unit": list("stuvwxyz"),
        "a": [1.0, 2.0, 4.0, None, 10.0, 20.0, None, 100.0],
        "b": [5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, None],
        "c": [3.0, 2.0, 7.0, 1.0, 4.0, 4.5, 2.5, 6.0],
    }
)
STEPS: list[Any] = ["derive", {"impute": "median"}, {"treat": {"methods": ["winsorise"]}}]


def scheme(steps: Any = (*STEPS, "normalise")) -> Scheme:
    goalposts = {"method": "goalposts", "lower": 0, "upper": 30}
    return Scheme.model_validate(
        {
            "scheme": "trial",
            "title": "Trial",
            "units": {"table": "units", "key": "unit"},
            "inputs": {"units": {"columns": {"unit": {"type": "text"}, "a": {}, "b": {}, "c": {}}}},
            "derived": {"r": {"ratio": {"of": "a", "to": "c"}}},
            "steps": list(steps),
            "tree": {"parts": {"a": {"normalise": goalposts}, "r": {}, "b": {}}},
        }
    )


ALL: dict[str, Errors | Imputed | Rule] = {
    "survey": errors(a={"relative": 0.1}, c={"half_width": 0.5}),
    "gaps": Imputed(imputed="donors"),
    "post": rule("a", "upper", 20, 40),
}


def same(one: Varied, other: Varied, rows: Any = slice(None)) -> bool:
    return one.figures.keys() == other.figures.keys() and all(
        np.array_equal(figures, other.figures[name][rows], equal_nan=True)
        for name, figures in one.figures.items()
    )


def test_everything_together() -> None:
    """Perturbed, derived, imputed from a drawn donor, treated, normalised by a drawn rule."""
    evaluation = evaluated(scheme(), TABLE)
    varying, numbers, found = drawn(evaluation, ALL, 6)
    assert varying.groups == {"survey": slice(0, 16), "gaps": slice(16, 21), "post": slice(21, 22)}
    survey = {"survey": ALL["survey"]}
    for at in range(6):
        one, data = rebuilt(varying, survey, numbers[at])
        raw = one.stages["raw"]
        filled = {name: raw.values[:, raw.columns.index(name)].copy() for name in ("a", "r", "b")}
        gaps = [(name, row) for name in filled for row in np.flatnonzero(np.isnan(filled[name]))]
        known = {name: column[~np.isnan(column)] for name, column in filled.items()}
        for (name, row), number in zip(gaps, numbers[at, 16:21], strict=True):
            filled[name][row] = known[name][int(number * len(known[name]))]
        declared = after_imputation(20 + 20 * numbers[at, 21])
        frame = (
            data.tables["units"]
            .select("unit")
            .with_columns(pl.Series(name, column) for name, column in filled.items())
        )
        expected = evaluated(declared, frame)
        for name in ("a", "r", "b"):
            assert_alike(found.figures[name][at], score(expected, name))


def after_imputation(upper: float) -> Scheme:
    """The scheme from its treatment on, over columns that are there already."""
    dumped = scheme(({"treat": {"methods": ["winsorise"]}}, "normalise")).model_dump(by_alias=True)
    dumped["derived"] = {}
    columns = {"unit": {"type": "text"}, "a": {}, "b": {}, "r": {}}
    dumped["inputs"] = {"units": {"columns": columns}}
    dumped["tree"]["parts"]["a"]["normalise"]["upper"] = upper
    return Scheme.model_validate(dumped)


def test_the_same_uniforms_give_the_same_bytes() -> None:
    evaluation = evaluated(scheme(), TABLE)
    assert same(drawn(evaluation, ALL, 20)[2], drawn(evaluation, ALL, 20)[2])


def test_replications_do_not_depend_on_their_block(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation = evaluated(scheme(), TABLE)
    varying, numbers, whole = drawn(evaluation, ALL, 20)
    line = Line.of(evaluation.scheme)
    assert same(varying.draw(numbers[3:4], line), whole, slice(3, 4))
    monkeypatch.setattr(module, "_MOST_BYTES", 3 * 8 * 8 * 6)
    assert same(varying.draw(numbers, line), whole)


def test_threads_give_the_same_bytes() -> None:
    evaluation = evaluated(scheme(), TABLE)
    _varying, numbers, whole = drawn(evaluation, ALL, 40)
    fresh = Varying.of(evaluation, ALL)
    blocks = [slice(at, at + 10) for at in range(0, 40, 10)]
    line = Line.of(evaluation.scheme)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda rows: fresh.draw(numbers[rows], line), blocks))
    assert all(same(one, whole, rows) for one, rows in zip(found, blocks, strict=True))


@pytest.mark.parametrize(
    ("assumptions", "expected"),
    [
        ({}, set()),
        ({"one": errors(a={"half_width": 1})}, {"a", "r"}),
        ({"one": errors(c={"half_width": 1})}, {"r"}),
        ({"one": Imputed(imputed="normal")}, {"a", "r", "b"}),
        ({"one": rule("a", "upper", 20, 30)}, {"a"}),
    ],
)
def test_what_may_vary(assumptions: Any, expected: set[str]) -> None:
    assert Varying.of(evaluated(scheme(), TABLE), assumptions).may_vary == expected


def test_gaps_may_vary_where_another_imputation_may_fill_them_from_perturbed_figures() -> None:
    other = Imputations.model_validate({"impute": ["median", "nearest"]})
    assumptions: Any = {"fill": other, "one": errors(c={"half_width": 1})}
    declared = scheme().model_copy(update={"assumptions": assumptions})
    evaluation = evaluated(declared, TABLE)
    line = with_alternative(Line.of(declared), "impute", other, other.impute[1].use)
    varying, _numbers, found = drawn(evaluation, {"one": assumptions["one"]}, 2, line)
    assert varying.may_vary == {"r", "a", "b"} == set(found.figures)


def test_uniforms_are_not_changed() -> None:
    evaluation = evaluated(scheme(), TABLE)
    varying = Varying.of(evaluation, ALL)
    numbers = uniforms(0, 0, 0, 5, varying.width)
    before = numbers.copy()
    varying.draw(numbers, Line.of(evaluation.scheme))
    assert np.array_equal(numbers, before)


def test_no_replication() -> None:
    evaluation = evaluated(scheme(), TABLE)
    varying = Varying.of(evaluation, ALL)
    found = varying.draw(np.empty((0, varying.width)), Line.of(evaluation.scheme))
    assert {each.shape for each in found.figures.values()} == {(0, 8)}


def test_no_assumption() -> None:
    evaluation = evaluated(scheme(), TABLE)
    varying = Varying.of(evaluation, {})
    found = varying.draw(np.empty((3, 0)), Line.of(evaluation.scheme))
    assert (varying.width, found.figures, found.scales) == (0, {}, {})


def test_figures_are_contiguous_by_replication() -> None:
    found = drawn(evaluated(scheme(), TABLE), ALL)[2]
    assert all(figures.flags.c_contiguous for figures in found.figures.values())


def test_a_unit_that_a_line_screens_out_is_missing() -> None:
    steps = [
        "derive",
        {"impute": "median"},
        {"screen": {"units": {"available": 1}}},
        {"normalise": "min_max"},
    ]
    evaluation = evaluated(scheme(steps), TABLE)
    other = Imputations.model_validate({"impute": ["none"]})
    line = with_alternative(Line.of(evaluation.scheme), "impute", other, other.impute[0].use)
    found = drawn(evaluation, {"one": errors(c={"half_width": 0.1})}, 3, line)[2].figures["r"]
    assert np.isnan(found[:, [3, 6, 7]]).all()
    assert not np.isnan(np.delete(found, [3, 6, 7], axis=1)).any()


def test_a_unit_that_is_not_ranked_is_left_out() -> None:
    """The evaluation screens a unit out that another line would keep."""
    steps = [
        "derive",
        {"impute": "none"},
        {"screen": {"units": {"available": 1}}},
        {"normalise": "min_max"},
    ]
    evaluation = evaluated(scheme(steps), TABLE)
    other = Imputations.model_validate({"impute": ["median"]})
    line = with_alternative(Line.of(evaluation.scheme), "impute", other, other.impute[0].use)
    found = drawn(evaluation, {"one": errors(c={"half_width": 0.1})}, 3, line)[2].figures["r"]
    assert found.shape == (3, 5)
    assert not np.isnan(found).any()


def test_figures_that_a_treatment_refuses() -> None:
    steps = ["derive", {"treat": {"methods": ["log"], "when": "always"}}, "normalise"]
    evaluation = evaluated(scheme(steps), TABLE)
    with pytest.raises(DataError, match="Figures drawn for “a” are refused: The treatment log"):
        drawn(evaluation, {"one": errors(a={"half_width": 90})}, 20)


@pytest.fixture(scope="module")
def asem_evaluation(shared: Path) -> Evaluation:
    data = shared / "coinr"
    return evaluate(asem.scheme(data), asem.raw(data))


def test_asem(asem_evaluation: Evaluation) -> None:
    """Denominated, imputed by group, screened, treated, normalised; a denominator with errors."""
    assumptions = {"one": errors(Population={"relative": 0.05}, LPI={"standard_error": 0.1})}
    varying, numbers, found = drawn(asem_evaluation, assumptions, 3)
    for at in range(3):
        one, _data = rebuilt(varying, assumptions, numbers[at])
        for name in asem_evaluation.block.columns:
            if name in found.figures:
                assert_alike(found.figures[name][at], score(one, name))
            else:
                assert_alike(score(asem_evaluation, name), score(one, name))
    assert len(found.figures) > 5


def test_a_matrix_of_figures_has_a_row_for_each_replication() -> None:
    found: Matrix = drawn(evaluated(scheme(), TABLE), ALL, 7)[2].figures["a"]
    assert found.shape == (7, 8)

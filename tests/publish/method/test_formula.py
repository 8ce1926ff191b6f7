"""Formulas: brackets where they are needed, both forms the same, and true to what is computed."""

from __future__ import annotations

import ast
import operator
import re
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.engines.local import LocalEngine
from steelyard.publish.method.formula import (
    Formula,
    figure,
    minus,
    name,
    negative,
    over,
    plus,
    power,
    root,
    size,
    times,
    total,
)
from steelyard.publish.method.words.aggregating import aggregated
from steelyard.publish.method.words.normalising import normalised
from steelyard.publish.method.words.treating import treatment
from steelyard.scheme.normalise import (
    DistanceToReference,
    DistanceToTarget,
)
from steelyard.scheme.treat import BoxCox, CoinToolLog
from steelyard.steps import normalise
from steelyard.steps.aggregate import aggregate
from steelyard.steps.block import Block
from steelyard.steps.treat.shape import Limits
from steelyard.steps.treat.stages import fitted, transformed
from tests.publish.method.methods import AGGREGATIONS, NORMALISATIONS, TREATMENTS

ENGINE = LocalEngine()
FIGURES = np.array([2.0, 3.5, 7.0, 8.0, 5.0])
X, Y = name("x"), name("y")
OPERATORS: dict[type, Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS: dict[str, Any] = {
    "ln": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "total": np.sum,
    "max": lambda *given: np.max(given) if len(given) == 1 else np.maximum(*given),
    "min": lambda *given: np.min(given) if len(given) == 1 else np.minimum(*given),
}
SIGNS = {"·": "*", "−": "-", "^": "**", "x̄": "mean", "σ": "sigma", "λ": "lam", "√": "sqrt"}


def computed(formula: Formula, **known: Any) -> Any:
    """Return what the right side of a formula's text is worth."""
    text = formula.text.partition(" = ")[2] or formula.text
    text = re.sub(r"Σ ((?:\([^()]*\)|[^\s()]|(?<=\w)\([^()]*\))+)", r"total(\1)", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    for sign, plain in SIGNS.items():
        text = text.replace(sign, plain)
    return _value(ast.parse(text, mode="eval").body, known)


def _value(node: ast.expr, known: dict[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=called):
            return known[called]
        case ast.UnaryOp(operand=operand):
            return -_value(operand, known)
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, known), _value(right, known))
        case ast.Call(func=ast.Name(id=called), args=given):
            return FUNCTIONS[called](*(_value(one, known) for one in given))
    raise AssertionError(ast.dump(node))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (times(plus(X, figure(1)), Y), "(x + 1)·y"),
        (minus(X, minus(Y, figure(1))), "x − (y − 1)"),
        (over(X, times(figure(2), Y)), "x / (2·y)"),
        (times(figure(2), over(X, Y)), "2·x / y"),
        (power(over(X, Y), figure(-1)), "(x / y)^(−1)"),
        (total(over(X, Y)), "Σ (x / y)"),
        (negative(minus(X, Y)), "−(x − y)"),
        (size(minus(X, Y)), "|x − y|"),
        (root(plus(X, Y)), "√(x + y)"),
        (plus(X, figure(-2)), "x − 2"),
        (minus(figure(0), X), "−x"),
        (minus(X, figure(0)), "x"),
        (times(figure(1), over(X, figure(1))), "x"),
        (minus(figure(30), figure(10)), "20"),
    ],
)
def test_brackets_stand_where_they_are_needed(formula: Formula, text: str) -> None:
    assert formula.text == text


parts = st.recursive(
    st.sampled_from([X, Y, size(X)]) | st.integers(-5, 5).map(figure),
    lambda inner: (
        inner.map(negative)
        | st.builds(plus, inner, inner)
        | st.builds(minus, inner, inner)
        | st.builds(times, inner, inner)
        | st.builds(over, inner, inner)
    ),
    max_leaves=6,
)


@given(parts)
def test_the_mathml_is_well_formed_and_says_what_the_text_says(formula: Formula) -> None:
    tree = ET.fromstring(formula.plain()["mathml"])
    known = {"x": 1.7, "y": -2.3}
    with np.errstate(all="ignore"):
        try:
            expected = computed(formula, **known)
        except ZeroDivisionError:
            return
        assert _mathml(tree, known) == pytest.approx(expected, nan_ok=True)


def _mathml(element: ET.Element, known: dict[str, Any]) -> Any:
    """Return what MathML is worth, read as a reader reads it."""
    return _value(ast.parse(_linear(element), mode="eval").body, known)


def _linear(element: ET.Element) -> str:
    inner = [_linear(child) for child in element]
    if element.tag == "mfrac":
        return f"(({inner[0]}) / ({inner[1]}))"
    if element.tag in ("math", "mrow"):
        text = "".join(inner)
        return re.sub(r"^\|(.*)\|$", r"abs(\1)", text)
    return {"·": "*", "−": "-"}.get(element.text or "", element.text or "")


def test_what_is_no_formula_is_escaped() -> None:
    assert "<script" not in name("<script>").plain()["mathml"]


def block(up: bool) -> Block:
    units = np.array(["a", "b", "c", "d", "e"])
    return Block(FIGURES[:, None], ("x",), np.array([1.0 if up else -1.0]), units)


def way_ahead(spec: Any, up: bool) -> bool:
    """Return whether there is a way to go; if all have reached the goal, no formula holds."""
    if spec.method == "distance_to_target":
        return up
    return not (getattr(spec, "unit", None) == "a" and up)


NORMALISED = [
    (spec, formula, up)
    for up in (True, False)
    for spec in NORMALISATIONS
    if (formula := normalised(spec, up=up).formula) is not None and way_ahead(spec, up)
]
AGGREGATED = [(spec, one) for spec in AGGREGATIONS if (one := aggregated(spec).formula) is not None]
TREATED = [(spec, one) for spec in TREATMENTS if (one := treatment(spec).formula) is not None]


@pytest.mark.parametrize(("spec", "formula", "up"), NORMALISED)
def test_the_formula_of_a_normalisation_is_what_is_computed(
    spec: Any, formula: Formula, up: bool
) -> None:
    given_ = block(up)
    scores = normalise.apply(given_, spec, normalise.learn(given_, spec, ENGINE), ENGINE)
    places = (FIGURES[:, None] > FIGURES).sum(axis=1) + 1.0
    known = {
        "x": FIGURES,
        "min": FIGURES.min(),
        "max": FIGURES.max(),
        "mean": FIGURES.mean(),
        "sigma": FIGURES.std(ddof=1),
        "n": len(FIGURES),
        "r": places if up else len(FIGURES) + 1 - places,
        "c": _reference(spec, up),
    }
    expected = computed(formula, **known)
    if isinstance(spec, DistanceToReference | DistanceToTarget) and spec.cap:
        expected = np.minimum(expected, 0.0 if getattr(spec, "as_", "") == "difference" else 1.0)
    if spec.method == "goalposts" and spec.clip:
        known["x"] = np.clip(FIGURES, spec.lower, spec.upper)
        expected = computed(formula, **known)
    if spec.method == "proportional":
        ends = sorted((spec.zero_at, spec.full_at))
        expected = computed(formula, **known | {"x": np.clip(FIGURES, *ends)})
    assert np.broadcast_to(expected, 5) == pytest.approx(scores.values[:, 0], nan_ok=True)


def _reference(spec: Any, up: bool) -> float:
    best, worst = (FIGURES.max(), FIGURES.min()) if up else (FIGURES.min(), FIGURES.max())
    found = {"mean": FIGURES.mean(), "best": best, "worst": worst, None: FIGURES[0]}
    return float(found[getattr(spec, "reference", None)])


@pytest.mark.parametrize(("spec", "formula"), AGGREGATED)
def test_the_formula_of_an_aggregation_is_what_is_computed(spec: Any, formula: Formula) -> None:
    x, w = np.array([2.0, 3.0, 7.0]), np.array([1.0, 2.0, 5.0])
    mean = (w * x).sum() / w.sum()
    sigma = np.sqrt((w * (x - mean) ** 2).sum() / w.sum())
    expected = computed(formula, x=x, w=w, mean=mean, sigma=sigma)
    assert expected == pytest.approx(aggregate(x[None, :], w, spec, ENGINE)[0])


@pytest.mark.parametrize(("spec", "formula"), TREATED)
def test_the_formula_of_a_treatment_is_what_is_computed(spec: Any, formula: Formula) -> None:
    ordered = np.sort(FIGURES)
    stage = fitted(spec, ordered, 1.0, Limits(2.0, 3.5))
    offset = 1.0 if isinstance(spec, CoinToolLog) and spec.offset == "one" else 0.06
    z = FIGURES - FIGURES.min() + 1.0
    if isinstance(spec, BoxCox) and not spec.shift:
        z = FIGURES
    known = {"x": FIGURES, "min": FIGURES.min(), "a": offset, "z": z, "lam": stage.exponent}
    assert computed(formula, **known) == pytest.approx(transformed(spec, FIGURES, stage))

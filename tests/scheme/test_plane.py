"""What a plane must name, and what it may be cut at."""

from __future__ import annotations

from typing import Any

import pytest

from steelyard import Scheme, SchemeError

TEXT = """
scheme: small
title: Small
units: {table: units, key: unit}
inputs: {units: {columns: {unit: {type: text}, depth: {}, width: {}}}}
tree: {parts: {depth: {}, width: {}}}
plane:
  x: %s
  y: %s
  cut: %s
  quadrants: {high_high: A, high_low: B, low_high: C, low_low: D}
"""


@pytest.mark.parametrize("cut", ["median", "mean", "[50, 40.5]"])
def test_what_it_may_be(cut: str) -> None:
    declared = Scheme.parse(TEXT % ("depth", "width", cut)).plane
    assert declared is not None
    assert (declared.x, declared.y) == ("depth", "width")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("dept", "width", "median"), "There is no criterion or indicator “dept”"),
        (("depth", "unit", "median"), "There is no criterion or indicator “unit”"),
        (("width", "width", "median"), "The two axes are the same criterion"),
        (("depth", "width", "middle"), "plane.cut"),
        (("depth", "width", "[1]"), "plane.cut"),
        (("depth", "width", "[1, .inf]"), "plane.cut"),
    ],
)
def test_what_is_refused(given: tuple[Any, ...], said: str) -> None:
    with pytest.raises(SchemeError) as refused:
        Scheme.parse(TEXT % given)
    assert said in str(refused.value)


def test_every_quadrant_has_a_name() -> None:
    with pytest.raises(SchemeError, match="low_low"):
        Scheme.parse((TEXT % ("depth", "width", "median")).replace(", low_low: D", ""))

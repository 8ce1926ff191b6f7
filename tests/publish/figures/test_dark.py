"""Charts on dark pages: every colour has its other, and both can be seen."""

from __future__ import annotations

import re
from typing import Any

import pytest

from steelyard.i18n import speaking
from steelyard.publish.figures.dark import DARK, changes, darkened, has_ramp, recoloured
from steelyard.robustness.charts import theme
from steelyard.robustness.charts.saving import svg
from tests.robustness.charts.test_saving import CHARTS

HEX = re.compile(r"#[0-9a-f]{6}|white")


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def in_scheme(colour: str, dark: bool) -> str:
    colour = DARK[colour] if dark else colour
    return "#ffffff" if colour == "white" else colour


def without_data(value: Any) -> Any:
    if isinstance(value, dict):
        kept = value.items()
        return {k: without_data(v) for k, v in kept if k not in ("datasets", "data", "usermeta")}
    if isinstance(value, list):
        return [without_data(one) for one in value]
    return value


@pytest.mark.parametrize("dark", [False, True])
def test_texts_and_marks_stand_out_from_their_ground(dark: bool) -> None:
    grounds = [in_scheme(name, dark) for name in ("white", theme.SHADE)]
    for ground in grounds:
        for text in (theme.INK, theme.MUTED):
            assert contrast(in_scheme(text, dark), ground) >= 4.5
        for mark in (theme.ACCENT, theme.PALE, theme.LINE):
            assert contrast(in_scheme(mark, dark), ground) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_strength_is_told_by_lightness_alone(dark: bool) -> None:
    ramp = [luminance(in_scheme(colour, dark)) for colour in theme.SEQUENTIAL]
    assert ramp == sorted(ramp, reverse=not dark)


@pytest.mark.parametrize("name", CHARTS)
def test_every_colour_of_a_chart_has_its_other(name: str) -> None:
    spec = CHARTS[name]().to_dict()
    found = set(HEX.findall(str(without_data(spec))))
    assert found
    assert found <= set(DARK)
    left = set(HEX.findall(str(without_data(darkened(spec)))))
    assert left <= set(DARK.values())


def test_a_unit_that_is_called_like_a_colour_keeps_its_name() -> None:
    spec = {"data": {"values": [{"unit": "white"}]}, "datasets": {"a": [{"unit": "white"}]}}
    assert changes(spec) == []
    assert darkened(spec) == spec


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_without_a_ramp_is_recoloured_as_if_it_were_drawn_again(name: str) -> None:
    with speaking("en"):
        spec = CHARTS[name]().to_dict()
    again = svg(darkened(spec)).decode()
    assert (recoloured(svg(spec).decode()) == again) is not has_ramp(spec)

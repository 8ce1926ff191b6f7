"""Units of measurement in headers."""

from __future__ import annotations

import pytest

from steelyard.data.units import known
from steelyard.drafts.units import guess_unit, without_unit


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("R&D (€ million)", "EUR million"),
        ("R&D [€m]", "EUR m"),
        ("Growth (%)", "%"),
        ("Forest (% of land area)", "%"),
        ("Share %", "%"),
        ("share_pct", "%"),
        ("GDP (current US$)", "USD"),
        ("金額（万元）", "万元"),
        ("Area (km²)", "km²"),
        ("Profit (net) (GBP bn)", "GBP bn"),
    ],
)
def test_the_unit_in_a_header(header: str, unit: str) -> None:
    guess = guess_unit(header)
    assert guess is not None
    assert guess.unit == unit
    assert known(unit)


@pytest.mark.parametrize(
    "header",
    ["Revenue", "Revenue (net)", "Time (min)", "Revenue (2023)", "Scale (1-5)", "Growth (new)"],
)
def test_no_unit_in_a_header(header: str) -> None:
    assert guess_unit(header) is None


def test_a_sign_that_several_currencies_have() -> None:
    guess = guess_unit("Revenue ($ million)")
    assert guess is not None
    assert guess.unit == "$ million"
    assert {"USD", "TWD"} <= set(guess.currencies)


@pytest.mark.parametrize(("signs", "unit"), [(["%"], "%"), (["€"], "EUR")])
def test_the_sign_beside_the_figures(signs: list[str], unit: str) -> None:
    guess = guess_unit("Revenue", signs)
    assert guess is not None
    assert guess.unit == unit


def test_several_signs_beside_the_figures_tell_nothing() -> None:
    assert guess_unit("Revenue", ["€", "£"]) is None


def test_the_header_before_the_signs() -> None:
    guess = guess_unit("Share (‰)", ["%"])
    assert guess is not None
    assert guess.unit == "‰"


@pytest.mark.parametrize(
    ("header", "bare"),
    [
        ("R&D  (€ million)", "R&D"),
        ("Profit (net) (元)", "Profit (net)"),
        ("Profit\n(net)", "Profit (net)"),
        ("(%)", "(%)"),
    ],
)
def test_a_header_without_its_unit(header: str, bare: str) -> None:
    assert without_unit(header) == bare

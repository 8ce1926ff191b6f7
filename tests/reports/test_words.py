"""Figures and conditions in words, and figures rounded so that they are enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.reports.words import Vocabulary, joined, plain, shown, titled, with_unit
from steelyard.scheme.base import Text
from steelyard.scheme.derived import Comparison
from steelyard.scheme.scheme import Scheme
from tests.reports.portfolios import SCHEME

WORDS = Vocabulary(Scheme.parse(SCHEME))


@given(st.floats(-1e9, 1e9))
def test_what_must_be_reached_is_never_rounded_to_where_it_is_not(value: float) -> None:
    up = float(shown(value, 1).replace(",", ""))
    down = float(shown(value, -1).replace(",", ""))
    slack = 1e-11 * abs(value)
    assert down - slack <= value <= up + slack


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1240.0, "1,240"),
        (None, "–"),
        (-0.00000001, "0"),
        (2 / 3, "0.6667"),
        (50523.2, "50,523"),
    ],
)
def test_figures_are_shown_short(value: float | None, text: str) -> None:
    assert shown(value) == text


def test_units_stand_behind_figures() -> None:
    assert str(with_unit("5", "%")) == "5%"
    assert str(with_unit("5", None)) == "5"


def test_units_are_told_in_the_language_of_the_reader() -> None:
    told = {tag: with_unit("3", "years").render(tag) for tag in ("en", "zh-Hant", "zh-Hans")}
    assert told == {"en": "3 years", "zh-Hant": "3 年", "zh-Hans": "3 年"}
    assert with_unit("1,240", "万元").render("zh-Hant") == "1,240 萬元"
    assert with_unit("2", "ha").render("zh-Hans") == "2 ha"


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ({"stage": ("seed", "early")}, "Stage: seed or early"),
        ({"field": "chips"}, "Supported field: Chips"),
        ({"green": True}, "Green"),
        ({"green": False}, "not Green"),
        ({"field": Comparison(missing=False)}, "Supported field given"),
        ({"field": Comparison(missing=True)}, "Supported field not given"),
        (
            {"amount": Comparison(at_least=5, below=10)},
            "Amount at least 5 万元 and Amount less than 10 万元",
        ),
        ({"stage": Comparison(not_="seed"), "green": True}, "Stage not seed and Green"),
    ],
)
def test_conditions_are_told(where: dict, text: str) -> None:
    assert str(WORDS.where("investments", where)) == text


def test_a_condition_is_in_the_language_of_the_reader() -> None:
    said = WORDS.where("investments", {"field": "chips"})
    assert said is not None
    assert "晶片" in said.render("zh-Hant")
    assert "芯片" in said.render("zh-Hans")


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("supported_share", "Invested in supported fields ÷ Paid-in capital"),
        ("supported", "sum of Amount in “Investments” with Supported field given"),
        ("mean_years", "mean of Years held in “Investments”, weighted by Amount"),
        ("growth", "growth of Net assets since Net assets a year before"),
        ("at_work", "Paid-in capital − Idle money"),
        ("sound", "Senior managers at least 2 and Rate of return more than 0%"),
        ("twice", "written in SQL"),
    ],
)
def test_declarations_are_told(figure: str, text: str) -> None:
    assert str(WORDS.figure(figure)) == text


def test_a_column_has_no_declaration() -> None:
    assert WORDS.figure("paid_in") is None


def test_results_become_json() -> None:
    said = joined([titled(Text({"en": "a", "zh-Hant": "甲"})), titled("b")], titled("+"))
    answer = {"x": (said, 1.5, float("nan"), None, True), "y": Comparison(above=1)}
    assert plain(answer) == {"x": ["a+b", 1.5, None, None, True], "y": {"above": 1}}

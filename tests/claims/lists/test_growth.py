"""Text built to make patterns explode: the time grows no faster than the text."""

from __future__ import annotations

import time
from itertools import cycle

import pytest

from steelyard.claims.lists.find import lists

SMALL, TIMES, MOST = 6_000, 4, 11
"""Time at four times the length: 4 where it is linear, 16 where it is quadratic."""

UNITS = [
    "(",
    ")",
    "1、",
    "1、(",
    "1、甲((",
    "1. a\n",
    "1.1.",
    "8.5 ",
    "(1)",
    "第1名",
    "第一名是",
    "No. 1 ",
    "1st ",
    "一、",
    "一",
    "①",
    "- a\n",
    "9",
    "９",
    "1 a\n",
    "|",
    "|\n",
    "|-",
    "|-|\n",
    "|-\\",
    "-",
    "\\|",
    "\t",
    "\t\n",
    "a\t",
    "a\tb\n",
    "\n",
    " ",
    " \n",
    "　",
    ".",
    ",",
    "…",
    "<",
    "<td>",
    "<td",
    "<td ",
    "<td '",
    "</td>",
    "<table>",
    "<table><td>",
    "<table><tr><td>a</td><td>b</td></tr></table>",
    "<table><caption>",
    "<!--",
    "<script>",
    "<b>",
    "<td><b>",
    "<tr><td colspan=9999 rowspan=9999>a",
    "&amp;",
    "[a](",
    "**",
    "甲(電腦),深圳",
    "1、甲(電腦),深圳",
    "2026年榜單共有500個品牌，占15.6%。",
]
OPENINGS = ["<table><tr><td>", "|a|b|\n|-|-|\n", "1、甲(a)2、乙(b)3、丙(c"]
CASES = [("", unit) for unit in UNITS] + list(zip(cycle(OPENINGS), UNITS, strict=False))


def seconds(text: str) -> float:
    """Return the lesser processor time of two runs."""
    least = float("inf")
    for _run in range(2):
        start = time.process_time()
        lists(text)
        least = min(least, time.process_time() - start)
    return least


@pytest.mark.parametrize(("opening", "unit"), CASES)
def test_time_grows_with_length(opening: str, unit: str) -> None:
    small, large = (opening + unit * (size // len(unit)) for size in (SMALL, SMALL * TIMES))
    few, many = seconds(small), seconds(large)
    assert many < MOST * few + 0.02


@pytest.mark.parametrize("step", [1, 7, -3])
def test_time_grows_with_the_number_of_entries(step: int) -> None:
    def text(count: int) -> str:
        ranks = (10_000 + at * step % 9_973 for at in range(count))
        return "".join(f"{rank}、甲{rank}(乙),{rank}" for rank in ranks)

    few, many = seconds(text(400)), seconds(text(1600))
    assert many < MOST * few + 0.02

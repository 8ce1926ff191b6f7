from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from steelyard.cli.screen import number


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (float("nan"), ""),
        (12, "12"),
        (1234567.0, "1,234,567"),
        (1234.56, "1,234.6"),
        (12.345, "12.35"),
        (0.5, "0.500"),
        (0.0012, "0.001"),
        (0.000072, "0.0000720"),
        (-0.000072, "-0.0000720"),
        (0.0, "0"),
    ],
)
def test_a_figure_keeps_the_digits_that_tell(value: float | None, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    "words", [["run", "brand-list", "--top", "1"], ["--help", "--lang", "zh-Hant"]]
)
def test_a_terminal_that_knows_no_chinese_gets_escapes_and_no_traceback(words: list[str]) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "steelyard", *words],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert b"\\u" in found.stdout


def test_the_escapes_mean_the_same_in_json() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "steelyard", "run", "brand-list", "--json"],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert json.loads(found.stdout)["ranking"][0]["brand"] == "華為"

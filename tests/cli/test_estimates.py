"""Methods side by side at the terminal: after a run, and of one unit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tests.evaluation.brands import BRANDS, SCHEME, valued

UNSURE: dict[str, Any] = {"royalty": {"data": {"royalty": {"relative": 0.1}}}}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = valued(assumptions=UNSURE).analysed(replications=200)
    return made.write(tmp_path_factory.mktemp("editions") / "worth").path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("worth")
    scheme, table = folder / "worth.yaml", folder / "brands.csv"
    scheme.write_text(json.dumps(SCHEME | {"assumptions": UNSURE}), encoding="utf-8")
    BRANDS.write_csv(table)
    return scheme, table


def test_a_run_shows_the_methods(call: Call, files: tuple[Path, Path]) -> None:
    called = call("run", *files, "--replications", 50)
    assert called.status == 0
    (shown,) = [one.split() for one in called.out.splitlines() if "4 *" in one]
    assert shown == ["1", "B", "200", "50", "125", "4", "*", "royalty"]
    assert "by more than a factor of 2 for 2 of 4 units." in called.out
    assert "What drives it most often is “royalty”: for 1 of these units." in called.out


def test_many_methods_have_numbers_and_a_legend(call: Call, tmp_path: Path) -> None:
    derived = SCHEME["derived"] | {
        name: {"unit": "m", "sql": f"revenue * {at}"} for at, name in enumerate("xy", 1)
    }
    value = SCHEME["estimates"]["value"] | {"of": ["saved", "earned", "x", "y"]}
    scheme, table = tmp_path / "worth.yaml", tmp_path / "brands.csv"
    text = SCHEME | {"derived": derived, "estimates": {"value": value}}
    scheme.write_text(json.dumps(text), encoding="utf-8")
    BRANDS.write_csv(table)
    called = call("run", scheme, table, "--replications", 0)
    assert "Methods: (1) Royalty saved; (2) Profit times multiple; (3) x; (4) y." in called.out


def test_a_unit_is_explained_by_each_method(call: Call, edition: Path) -> None:
    called = call("explain", edition, "B")
    assert called.status == 0
    assert "brand value (m)" in called.out
    saved = next(one for one in called.out.splitlines() if "Royalty saved  " in one)
    assert saved.split()[2] == "200"
    assert saved.split()[-2:] == ["1", "1"]
    assert "Methods disagree on “brand value” by a factor of 4" in called.out
    assert "The methods disagree in 100% of the replications" in called.out
    assert "What drives it is “royalty”, 20%: with 5%, typical within “sector”" in called.out
    assert "Factor with the typical value" in called.out


def test_json_has_values_intervals_and_sentences(call: Call, edition: Path) -> None:
    (found,) = call("explain", edition, "B", "--json").answer["estimates"]
    assert (found["name"], found["title"]) == ("value", "brand value")
    assert found["sentence"].startswith("Methods disagree")
    assert [one["value"] for one in found["methods"]] == [200.0, 50.0, 125.0]
    low, high = found["methods"][0]["low"], found["methods"][0]["high"]
    assert 150 < low < 200 < high < 250
    assert found["row"]["driver"] == "royalty"
    assert found["inputs"][1] == {
        "input": "multiple",
        "value": 5.0,
        "typical": 5.0,
        "typical_of": "group",
        "ratio": 4.0,
    }


def test_a_scheme_without_estimates_says_nothing_of_them(call: Call, tai: Path) -> None:
    assert call("explain", tai, "Finland", "--json").answer["estimates"] == []


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-Hans"])
def test_titles_of_the_scheme_in_chinese(call: Call, edition: Path, tag: str) -> None:
    called = call("explain", edition, "B", "--lang", tag)
    assert called.status == 0
    assert "品牌價值" in called.out or "品牌价值" in called.out

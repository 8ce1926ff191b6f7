"""``steelyard sample``, as it is called."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Call


def test_the_command_that_it_names_evaluates_them(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "made"
    called = call(
        "sample", "fund-direction", "--funds", 8, "--seed", 1, "--out", out, "--lang", "en"
    )
    assert called.status == 0
    assert "8 funds, 160 investments" in " ".join(called.out.split())
    assert f"steelyard run fund-direction {out}" in called.out.replace("\n", " ")
    ran = call("run", "fund-direction", out, "--replications", 0, "--json")
    assert ran.status == 0
    assert "SAMPLE-0001" in ran.out


def test_files_are_told_as_json(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "made"
    called = call(
        *("sample", "fund-direction", "--funds", 3, "--investments", 5, "--format", "parquet"),
        *("--out", out, "--json"),
    )
    assert [Path(file) for file in called.answer["files"]] == [
        *(Path(file) for file in called.answer["files"] if file.endswith(".parquet")),
        out / "README.md",
    ]
    assert pl.read_parquet(out / "investments.parquet").height == 5


def test_deliveries_can_be_put_together_again(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "in"
    made = call("sample", "fund-direction", "--funds", 4, "--deliveries", "--out", out)
    assert made.status == 0
    assert (out / "office.xlsx").is_file()
    ran = call("run", "fund-direction", out, "--replications", 0, "--json")
    assert ran.status == 0
    assert "SAMPLE-0004" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tai"], "they can for brand-value, fund-direction"),
        (["fund-directoin"], "Did you mean “fund-direction”"),
        (["fund-direction", "--funds", "0"], "--units: Must be at least 1, is 0"),
        (["fund-direction", "--seed", "-1"], "--seed: Must be at least 0, is -1"),
        (["fund-direction", "--investments", "-1"], "--investments: Must be at least 0, is -1"),
        (["fund-direction", "--format", "xls"], "“xls” is not what"),
    ],
)
def test_a_wrong_call_writes_nothing(
    call: Call, tmp_path: Path, words: list[str], said: str
) -> None:
    out = tmp_path / "out"
    called = call("sample", *words, "--out", out, "--lang", "en")
    assert called.status == 2
    assert said in called.err
    assert not out.exists()

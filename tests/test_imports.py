"""What is imported when: a program that only helps must not load what only evaluates."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import steelyard

# What takes more than a few milliseconds, by the name of its first package.
HEAVY = {
    "altair",
    "cyclopts",
    "duckdb",
    "fastexcel",
    "highspy",
    "jinja2",
    "numba",
    "numpy",
    "opencc",
    "pandas",
    "pint",
    "polars",
    "pyarrow",
    "pydantic",
    "pypinyin",
    "rapidfuzz",
    "rich",
    "ruamel",
    "scipy",
    "sklearn",
    "vl_convert",
    "xlsxwriter",
}
LOADED = "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
IMPORT = f"import sys, steelyard; {LOADED}"
HELP = f"""
import sys
from steelyard.cli import main
sys.argv = ["steelyard", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
finally:
    {LOADED}
"""


def ran(code: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a Python of its own, away from the project's folder."""
    command = [sys.executable, "-c", code, *words]
    process = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    return process


def heavy(process: subprocess.CompletedProcess[str]) -> set[str]:
    return HEAVY & set(process.stderr.split())


def test_the_package_alone_imports_nothing_heavy(tmp_path: Path) -> None:
    assert heavy(ran(IMPORT, folder=tmp_path)) == set()


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["--help", "--lang", "zh-Hant"]])
def test_help_imports_only_what_prints_it(tmp_path: Path, words: list[str]) -> None:
    process = ran(HELP, *words, folder=tmp_path)
    assert "steelyard" in process.stdout
    assert heavy(process) <= {"cyclopts", "rich"}


@pytest.mark.parametrize("words", [["run", "tai"], ["run", "hdi", "--replications", "50"]])
def test_a_small_run_compiles_and_draws_nothing(tmp_path: Path, words: list[str]) -> None:
    process = ran(HELP, *words, folder=tmp_path)
    assert "replications" in process.stdout
    assert not {"altair", "numba", "sklearn", "vl_convert"} & heavy(process)


def test_the_analysis_of_an_edition_is_shown_without_what_draws_it(tmp_path: Path) -> None:
    ran(HELP, "run", "tai", "--replications", "50", "--out", "ed", folder=tmp_path)
    process = ran(HELP, "robustness", "ed", folder=tmp_path)
    assert "How sure each rank is" in process.stdout
    assert not {"altair", "numba", "sklearn", "vl_convert"} & heavy(process)


def test_the_public_names_are_those_of_all() -> None:
    assert {name for name in dir(steelyard) if not name.startswith("_")} == {
        name for name in steelyard.__all__ if not name.startswith("_")
    }


def test_every_public_name_is_there() -> None:
    assert [name for name in steelyard.__all__ if not hasattr(steelyard, name)] == []


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="utils"):
        _ = steelyard.utils

"""``steelyard new``, as it is called."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from steelyard.cli import main
from steelyard.library import sample
from steelyard.scheme.scheme import Scheme

COUNTRIES = str(sample("tai")["countries"])
Capture = pytest.CaptureFixture[str]


def test_the_draft_is_printed(capsys: Capture) -> None:
    assert main(["new", COUNTRIES, "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert Scheme.parse(out).scheme == "countries"
    assert err == ""


def test_the_draft_is_kept_and_nothing_else(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "scheme.yaml"
    assert main(["new", COUNTRIES, "--out", str(out), "--name", "tech", "--lang", "en"]) == 0
    assert list(tmp_path.iterdir()) == [out]
    assert Scheme.load(out).scheme == "tech"
    assert "its open questions: " in capsys.readouterr().out


def test_the_command_that_it_names_runs_the_draft(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "scheme.yaml"
    main(["new", COUNTRIES, "--out", str(out), "--lang", "en"])
    program, *words = shlex.split(capsys.readouterr().out.partition("Then: ")[2])
    assert program == "steelyard"
    assert main([*words, "--lang", "en"]) == 0
    assert "Finland" in capsys.readouterr().out


def test_a_file_that_is_there_is_left(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "scheme.yaml"
    out.write_text("mine")
    assert main(["new", COUNTRIES, "--out", str(out), "--lang", "en"]) == 2
    assert out.read_text() == "mine"
    assert capsys.readouterr().err.startswith("--out: ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The file is empty"),
        ("land,x\n", "The table is empty"),
        ("land,town\nA,a\nB,b\n", "no column of figures and no rank"),
        ("land,x\nA,1\nA,2\n", "No column tells the units apart"),
        ("1,2\n3,4\n", "no row of headers"),
    ],
)
def test_bad_input_gives_one_message(
    tmp_path: Path, capsys: Capture, content: str, said: str
) -> None:
    path, out = tmp_path / "units.csv", tmp_path / "scheme.yaml"
    path.write_text(content)
    assert main(["new", str(path), "--out", str(out), "--lang", "en"]) == 2
    printed, err = capsys.readouterr()
    assert printed == ""
    assert said in err
    assert err.count("\n") == 1
    assert not out.exists()


def test_a_call_without_a_table(capsys: Capture) -> None:
    assert main(["new", "--lang", "en"]) == 2
    assert "is missing" in capsys.readouterr().err

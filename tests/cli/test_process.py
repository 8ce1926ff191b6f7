"""The program as a process of its own: how it starts, how it is stopped, who reads its output."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from steelyard.cli import INTERRUPTED, main
from tests.cli.conftest import Call

PROGRAM = [sys.executable, "-m", "steelyard"]


def ran(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, with nothing of the locale but what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LA"))}
    return subprocess.run(
        [*PROGRAM, *words],
        cwd=folder,
        env={**kept, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    process = ran("run", "tai", "--out", "ed", folder=tmp_path)
    assert process.returncode == 0
    assert process.stderr == ""
    assert "Finland" in process.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ed"]


def test_it_is_installed_as_a_program(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("steelyard")
    if not program.is_file():
        pytest.skip("the package is not installed here")
    process = subprocess.run(
        [program, "--version"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0


def test_errors_go_to_stderr_and_give_status_2(tmp_path: Path) -> None:
    process = ran("run", "tia", folder=tmp_path)
    assert process.returncode == 2
    assert process.stdout == ""
    assert "Did you mean “tai”?" in process.stderr


def test_a_check_that_fails_gives_status_1(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("scheme: bad\n")
    process = ran("check", "bad.yaml", folder=tmp_path)
    assert process.returncode == 1
    assert process.stderr == ""
    assert "bad.yaml:1:1: “title” is missing." in process.stdout


def test_the_locale_of_the_process_is_its_language(tmp_path: Path) -> None:
    process = ran("schemes", folder=tmp_path, LANG="zh_TW.UTF-8")
    assert "技術成就指數" in process.stdout


def test_the_locale_c_prints_chinese_all_the_same(tmp_path: Path) -> None:
    process = ran("run", "brand-list", folder=tmp_path, LC_ALL="C")
    assert process.returncode == 0
    assert "華為" in process.stdout


def test_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    code = (
        "import sys, time, steelyard.evaluation.evaluate as e\n"
        "def wait(*_, **__):\n"
        "    print('waiting', flush=True)\n"
        "    time.sleep(60)\n"
        "e.evaluate = wait\n"
        "from steelyard.cli import entry\n"
        "sys.argv = ['steelyard', 'run', 'tai', '--out', 'ed']\n"
        "entry()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == INTERRUPTED == 130
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_edition_is_none(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("steelyard.evaluation.package.write", interrupted)
    assert call("run", "tai", "--out", tmp_path / "ed").status == INTERRUPTED
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "schema"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=30) == 0


def test_main_takes_the_words_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["steelyard", "schemes", "tai"])
    assert main() == 0
    assert "Technology Achievement Index" in capsys.readouterr().out

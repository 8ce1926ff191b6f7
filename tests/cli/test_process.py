"""The program as a process of its own: how it starts, how it is stopped, who reads its output."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from steelyard.cli import INTERRUPTED, main
from steelyard.evaluation.edition import digests
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


REPLICATING = """
import sys, steelyard.robustness.running as running
from steelyard.cli import entry
spans = running.spans
def told(replications, size):
    print("replicating", flush=True)
    return spans(replications, size)
import steelyard.robustness.uncertainty as uncertainty
uncertainty.spans = told
entry()
"""


def interrupted(folder: Path, *words: str) -> tuple[int, str]:
    """Interrupt a run as soon as it replicates; return its status and what it said."""
    process = subprocess.Popen(
        [sys.executable, "-c", REPLICATING, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "replicating\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert out == ""
    return process.returncode, err


OF = {"--replications": "uncertainty", "--sensitivity": "sensitivity"}
ENDLESS = ["run", "tai", "--replications", "10000000", "--out", "ed"]


def test_ctrl_c_while_it_replicates_leaves_no_edition(tmp_path: Path) -> None:
    status, err = interrupted(tmp_path, *ENDLESS)
    assert status == INTERRUPTED
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_it_replicates_leaves_the_edition_that_was_there(tmp_path: Path) -> None:
    assert ran("run", "tai", "--replications", "10", "--out", "ed", folder=tmp_path).returncode == 0
    before = digests(tmp_path / "ed")
    status, _ = interrupted(tmp_path, *ENDLESS)
    assert status == INTERRUPTED
    assert digests(tmp_path / "ed") == before
    assert [path.name for path in tmp_path.iterdir()] == ["ed"]


@pytest.mark.parametrize("option", ["--replications", "--sensitivity"])
def test_an_interrupted_analysis_says_how_far_it_was(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    from steelyard.robustness.running import Interrupted

    def stopped(*_: object, **__: object) -> None:
        raise Interrupted(2_048, 1_000_000, samples=option == "--sensitivity")

    monkeypatch.setattr(f"steelyard.robustness.{OF[option]}.run_blocks", stopped)
    called = call("run", "tai", option, 1_000, "--out", tmp_path / "ed")
    assert called.status == INTERRUPTED
    assert called.out == ""
    what = "base samples" if option == "--sensitivity" else "replications"
    assert called.err == f"Interrupted after 2,048 of 1,000,000 {what}; nothing was written.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("threads", ["1", "2"])
def test_threads_of_linear_algebra_do_not_show(tmp_path: Path, threads: str) -> None:
    words = ["run", "tai", "--replications", "300", "--sensitivity", "32", "--out", "ed"]
    (tmp_path / "other").mkdir()
    first = ran(*words, folder=tmp_path)
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS")
    second = ran(*words, folder=tmp_path / "other", **dict.fromkeys(names, threads))
    assert (first.returncode, second.returncode) == (0, 0)
    assert digests(tmp_path / "other" / "ed") == digests(tmp_path / "ed")


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

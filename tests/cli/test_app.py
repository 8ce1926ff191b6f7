"""The program as a whole: commands, options, languages, exit statuses, and where it writes to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import steelyard
from steelyard.cli.app import COMMANDS
from tests.cli.conftest import Call

WRONG_CALLS = [
    (["rnu", "tai"], "no command “rnu”", "Did you mean “run”?"),
    (["--lang", "en", "chek"], "no command “chek”", "Did you mean “check”?"),
    (["frobnicate"], "no command “frobnicate”; the commands are run, check", ""),
    (["--hlep"], "no option --hlep", "Did you mean “--help”?"),
    (["--lagn", "en", "run"], "no option --lagn", "Did you mean “--lang”?"),
    (["run", "tai", "--ot", "x"], "no option --ot", "Did you mean “--out”?"),
    (["run", "tai", "--jsn"], "no option --jsn", "Did you mean “--json”?"),
    (["explain", "x", "y", "--perod", "1"], "no option --perod", "Did you mean “--period”?"),
    (["run"], "SCHEME is missing", ""),
    (["check"], "SCHEME is missing", ""),
    (["explain"], "EDITION is missing", ""),
    (["explain", "x"], "UNIT is missing", ""),
    (["verify"], "EDITION is missing", ""),
    (["run", "tai", "--out"], "--out needs a value", ""),
    (["run", "tai", "--out", "a", "--out", "b"], "twice", ""),
    (["run", "tai", "--top", "many"], "“many” is not what --top takes", ""),
    (["run", "tai", "--top", "-1"], "--top: Must be at least 0, is -1", ""),
    (["schemes", "tai", "hdi"], "Too many arguments: hdi", ""),
    (["schema", "tai"], "Too many arguments: tai", ""),
    (["run", "tai", "--lang", "fr"], "“fr” is not a language here; expected en", ""),
    (["run", "tai", "--lang=zh-Hand"], "“zh-Hand” is not a language", "Did you mean “zh-Hant”?"),
    (["run", "tai", "--lang"], "“” is not a language here", ""),
    (["run", "tia"], "no scheme “tia”", "Did you mean “tai”?"),
    (["run", "nothing.yaml"], "no scheme file nothing.yaml", ""),
    (["schemes", "transnationalty"], "no scheme", "Did you mean “transnationality”?"),
]


@pytest.mark.parametrize(("words", "said", "near"), WRONG_CALLS)
def test_a_wrong_call_is_told_in_one_line(
    call: Call, words: list[str], said: str, near: str
) -> None:
    called = call(*words)
    assert called.status == 2
    assert called.out == ""
    assert called.err.count("\n") == 1
    assert said in called.err
    assert called.err.rstrip().endswith(near)


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_names_every_command(call: Call, words: list[str]) -> None:
    called = call(*words)
    assert (called.status, called.err) == (0, "")
    assert [name for name in COMMANDS if not re.search(rf"\b{name}\b", called.out)] == []
    assert "--lang" in called.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(call: Call, command: str) -> None:
    called = call(command, "--help")
    assert (called.status, called.err) == (0, "")
    assert called.out.startswith(f"Usage: steelyard {command}")


def test_the_version_is_the_packages(call: Call) -> None:
    called = call("--version")
    assert (called.status, called.out) == (0, steelyard.__version__ + "\n")


LOCALES = [
    ({"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
    ({"LANG": "zh_HK"}, "zh-Hant"),
    ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
    ({"LC_ALL": "zh_CN.UTF-8", "LANG": "zh_TW.UTF-8"}, "zh-Hans"),
    ({"LANGUAGE": "zh_TW:en", "LANG": "de_DE.UTF-8"}, "zh-Hant"),
    ({"LANG": "de_DE.UTF-8"}, "en"),
    ({"LANG": "C"}, "en"),
    ({}, "en"),
]
TITLES = {"en": "Human Development Index", "zh-Hant": "人類發展指數", "zh-Hans": "人类发展指数"}


@pytest.mark.parametrize(("environment", "language"), LOCALES)
def test_the_language_is_that_of_the_locale(
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    language: str,
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert call("run", "hdi").out.startswith(TITLES[language])


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_language_may_be_said_anywhere(call: Call, language: str, place: int) -> None:
    words = ["run", "hdi"]
    words[place:place] = ["--lang", language]
    assert call(*words).out.startswith(TITLES[language])


@pytest.mark.parametrize("tag", ["ZH-HANT", "zh-hant", "zh-Hant"])
def test_a_language_may_be_written_in_any_case(call: Call, tag: str) -> None:
    assert call("run", "hdi", f"--lang={tag}").out.startswith(TITLES["zh-Hant"])


def test_the_language_said_wins_over_the_locale(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_TW.UTF-8")
    assert call("run", "hdi", "--lang", "en").out.startswith(TITLES["en"])


def test_the_language_of_one_call_is_not_that_of_the_next(call: Call) -> None:
    call("run", "hdi", "--lang", "zh-Hant")
    assert call("run", "hdi").out.startswith(TITLES["en"])


def test_after_two_dashes_everything_is_a_file(call: Call) -> None:
    called = call("run", "tai", "--", "--lang")
    assert called.status == 2
    assert called.err == "--lang: There is no such file.\n"


def test_a_place_that_cannot_be_written_to_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    called = call("run", "tai", "--out", tmp_path / "file" / "edition")
    assert called.status == 2
    assert called.err.startswith(str(tmp_path / "file"))
    assert called.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]

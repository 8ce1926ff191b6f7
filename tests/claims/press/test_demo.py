"""The demonstration runs what Steelyard carries; a piece that is wrong does not stop it."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from steelyard import library
from steelyard.claims import press

FILE = Path(__file__).parents[3] / "tools" / "demo.py"


@pytest.fixture
def demo() -> ModuleType:
    if not FILE.is_file():
        pytest.skip("the tools beside the project are not here")
    specification = importlib.util.spec_from_file_location("demo", FILE)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def run(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch, statuses: dict[str, int]
) -> tuple[int, list[list[str]]]:
    """Run the demonstration with commands that only say how they end."""
    commands: list[list[str]] = []

    def main(words: Sequence[str]) -> int:
        commands.append(list(words))
        return statuses.get(words[0], 0)

    monkeypatch.setattr(demo, "main", main)
    return demo.demo(), commands


def test_the_demonstration_runs_what_is_carried(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    _status, commands = run(demo, monkeypatch, {})
    made = [words[words.index("--out") + 1] for words in commands if words[0] == "run"]
    known = {"run": library.names(), "audit": press.names(), "publish": made}
    assert [words[:2] for words in commands if words[1] not in known[words[0]]] == []


def test_the_demonstration_ends_well_if_the_press_is_contradicted(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(demo, monkeypatch, {"audit": 1})[0] == 0


def test_the_demonstration_fails_if_the_audit_cannot_run(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(demo, monkeypatch, {"audit": 2})[0] == 2


def test_what_is_evaluated_is_published(demo: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    _status, commands = run(demo, monkeypatch, {})
    published = [words[1] for words in commands if words[0] == "publish"]
    assert published == [str(demo.OUT / name) for name in demo.SCHEMES]


def test_the_demonstration_names_the_other_pieces(
    demo: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(demo, monkeypatch, {})
    last = capsys.readouterr().out.splitlines()[-1]
    assert [name for name in press.names() if name not in last] == [demo.PIECE]

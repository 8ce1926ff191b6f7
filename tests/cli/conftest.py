"""What the tests of the commands share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from steelyard.cli import main
from steelyard.i18n import set_language
from steelyard.library import sample


@dataclass(frozen=True)
class Called:
    """What came of a command line: its exit status, and what it wrote to where."""

    status: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """What ``--json`` printed."""
        return json.loads(self.out)


Call = Callable[..., Called]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No locale but the one that a test sets, and no language left behind."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    yield
    set_language(None)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command line in this process."""

    def called(*words: object) -> Called:
        capsys.readouterr()
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Called(status, captured.out, captured.err)

    return called


@pytest.fixture(scope="session")
def countries() -> Path:
    """The sample table of ``tai``."""
    return sample("tai")["countries"]


@pytest.fixture(scope="session")
def tai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of ``tai``, not to be changed."""
    out = tmp_path_factory.mktemp("editions") / "tai"
    assert main(["run", "tai", "--out", str(out)]) == 0
    return out

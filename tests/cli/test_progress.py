from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from steelyard.cli import progress


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal that remembers, and patience that ends soon."""
    written = io.StringIO()
    monkeypatch.setattr(
        progress, "Console", lambda stderr: Console(file=written, force_terminal=True, width=80)
    )
    monkeypatch.setattr(progress, "_PATIENCE", 0.05)
    return written


def test_long_work_shows_what_is_done(screen: io.StringIO) -> None:
    with progress.progress() as report:
        report("Reading", 0.2)
        time.sleep(0.4)
    assert "Reading" in screen.getvalue()


def test_short_work_shows_nothing(screen: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 60.0)
    with progress.progress() as report:
        report("Reading", 0.2)
    assert "Reading" not in screen.getvalue()


def test_nothing_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress() as report:
        report("Reading", 0.2)
    assert capsys.readouterr() == ("", "")


def test_a_failure_takes_the_bar_away(screen: io.StringIO) -> None:
    def fail() -> None:
        with progress.progress() as report:
            report("Reading", 0.2)
            time.sleep(0.2)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()
    assert "?25h" in screen.getvalue()  # the cursor is back

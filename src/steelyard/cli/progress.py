"""A progress bar for work longer than a second; nothing for less, nothing where nobody looks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

__all__ = ["Report", "progress"]

Report = Callable[[str, float], None]
"""Called with what is being done and the share of the whole that is done before it."""
_PATIENCE = 1.0


@contextmanager
def progress() -> Iterator[Report]:
    """Show a bar on stderr once the work has taken a second, if stderr is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _what, _done: None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    task = bar.add_task("", total=1.0)
    waiting = threading.Timer(_PATIENCE, bar.start)
    waiting.daemon = True
    waiting.start()
    try:
        yield lambda what, done: bar.update(task, description=what, completed=done)
    finally:
        waiting.cancel()
        waiting.join()
        bar.stop()

"""Work in processes of its own, while the rest goes on.

Processes are started plainly, not forked: a fork would copy threads of libraries that do not
survive it, and would import a caller's script again.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

__all__ = ["Background", "main"]

_RUN = "from steelyard.publish.background import main; main()"


@dataclass
class Background:
    """Batches that are worked on side by side.

    Parameters
    ----------
    function
        A function of a module, called as ``function(shared, batch)``.
    shared
        What every call needs.
    batches
        What is worked on; each worker takes every so many of them.
    workers
        How many processes; with fewer than two the work is done here, when it is asked for.
    """

    function: Callable[[Any, Any], Any]
    shared: Any
    batches: Sequence[Any]
    workers: int

    def __enter__(self) -> Background:
        self._folder = tempfile.TemporaryDirectory(prefix="steelyard-")
        count = min(self.workers, len(self.batches))
        self._processes = [self._start(at, count) for at in range(count)] if count > 1 else []
        return self

    def _start(self, at: int, count: int) -> subprocess.Popen[bytes]:
        given = self._file(at, "in")
        own = list(self.batches[at::count])
        given.write_bytes(pickle.dumps((self.function, self.shared, own)))
        words = [sys.executable, "-c", _RUN, str(given), str(self._file(at, "out"))]
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def _file(self, at: int, kind: str) -> Path:
        return Path(self._folder.name) / f"{at}.{kind}"

    def results(self) -> list[Any]:
        """Wait, and return what the calls returned, in the order of the batches."""
        if not self._processes:
            # In a context of its own, as in a process: what it sets is nobody else's.
            return [copy_context().run(self.function, self.shared, batch) for batch in self.batches]
        found: list[Any] = [None] * len(self.batches)
        for at, process in enumerate(self._processes):
            _nothing, complaint = process.communicate()
            if process.returncode:
                raise RuntimeError(complaint.decode("utf-8", "replace"))
            found[at :: len(self._processes)] = pickle.loads(self._file(at, "out").read_bytes())
        return found

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            with process:
                pass  # waits, and closes what it complained into
        self._folder.cleanup()


def main() -> None:
    """Do one worker's share: read it from a file, write what came of it to another."""
    given, out = (Path(word) for word in sys.argv[1:])
    function, shared, batches = pickle.loads(given.read_bytes())
    out.write_bytes(pickle.dumps([function(shared, batch) for batch in batches]))

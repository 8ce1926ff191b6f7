"""How long the program takes to start: help, and the import of the package."""

from __future__ import annotations

import subprocess
import sys

from bench.timing import median_seconds

__all__ = ["start"]


def start() -> dict[str, object]:
    """``steelyard --help`` and ``import steelyard``, each in a process of its own."""
    bare = _process("-c", "pass")
    return {
        "help_seconds": _process("-m", "steelyard", "--help"),
        "import_seconds": _process("-c", "import steelyard"),
        "python_seconds": bare,
        "goal": "each under 0.3 s",
    }


def _process(*arguments: str) -> float:
    def work() -> object:
        return subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)

    return median_seconds(work)

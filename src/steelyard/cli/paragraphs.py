"""Headings and sentences in the terminal, wrapped to its width and set in."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

__all__ = ["heading", "paragraph"]

_PIPE_WIDTH = 120
_NARROWEST = 20


def heading(text: str) -> None:
    """Print a heading after a blank line."""
    print()
    paragraph(text)


def paragraph(text: str, depth: int = 0) -> None:
    """Print a sentence, two columns to the right for each level of depth."""
    console = Console(highlight=False)
    width = console.width if console.is_terminal else max(_PIPE_WIDTH, console.width)
    for line in Text(text).wrap(console, max(width - 2 * depth, _NARROWEST)):
        print(f"{'  ' * depth}{line.plain}".rstrip())

"""The files that every page needs: the style sheet, the icon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from steelyard.publish.layout.style import style_sheet

__all__ = ["frame_assets"]

_FOLDER = Path(__file__).parent


def frame_assets() -> Iterator[tuple[str, bytes]]:
    """Yield the frame's files with their places in the site."""
    yield "assets/site.css", style_sheet().encode()
    yield "assets/icon.svg", (_FOLDER / "icon.svg").read_bytes()

"""The one style sheet of a site: the frame's, then that of each room, then the bars of cells."""

from __future__ import annotations

from pathlib import Path

__all__ = ["style_sheet"]

_ROOM = Path(__file__).parent.parent
_FIRST = "layout/page.css"


def style_sheet() -> str:
    """Return the style sheet: every ``.css`` of the publication, the frame's first."""
    names = sorted(path.relative_to(_ROOM).as_posix() for path in _ROOM.rglob("*.css"))
    names.sort(key=lambda name: name != _FIRST)
    parts = [(_ROOM / name).read_text(encoding="utf-8") for name in names]
    return "\n".join([*parts, _bars()])


def _bars() -> str:
    """Return a class for each length of a bar in a cell, 0 to 100 per cent.

    A page's policy lets no style stand in its tags, so lengths are classes.
    """
    lengths = [f".b{share}{{--length:{share}%}}" for share in range(101)]
    return "\n".join(lengths) + "\n"

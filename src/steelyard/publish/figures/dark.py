"""Charts for readers who prefer dark pages: the few colours of the charts, each with its other.

A chart is drawn in a handful of colours (``robustness/charts/theme.py``); its dark form differs
in nothing else. Texts keep 4.5:1 against their ground and marks that carry meaning 3:1 (WCAG 2.2,
1.4.3 and 1.4.11); a test computes it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from steelyard.robustness.charts import theme

__all__ = ["DARK", "Change", "changes", "darkened", "has_ramp", "recoloured"]

Change = tuple[tuple[str | int, ...], str]
"""Where a colour stands in a chart, and what it is in the dark."""

_PAPER = "#14181c"
DARK: Mapping[str, str] = MappingProxyType(
    {
        "white": _PAPER,
        "#ffffff": _PAPER,
        theme.INK: "#e8ecf0",
        theme.MUTED: "#a9b4be",
        theme.GRID: "#2a323a",
        theme.SHADE: "#1d2329",
        theme.PALE: "#4a7ba1",
        theme.FAINT: "#24435c",
        theme.LINE: "#7f8b96",
        # What is light on white is dark on black, so that much stands out from little in both.
        **dict(
            zip(
                theme.SEQUENTIAL,
                ("#1b2a37", "#1f3f58", "#28587c", "#3a79a8", "#8fc1ea", "#dceefb"),
                strict=True,
            )
        ),
        **dict(
            zip(
                theme.DIVERGING,
                ("#c9803f", "#6e3f17", "#262c32", "#2f5b80", "#8fc1ea"),
                strict=True,
            )
        ),
    }
)
"""Each colour of the charts in the dark."""
_TAG = re.compile(r"<[^>]+>")
_COLOUR = re.compile(r'\b(fill|stroke|color)="([^"]+)"')
_DATA = {"datasets", "data", "usermeta"}


def changes(spec: Mapping[str, Any]) -> list[Change]:
    """Return where a chart's colours stand, and what they are in the dark.

    Data are not looked into: a unit may be called white.

    Examples
    --------
    >>> changes({"mark": {"color": "white"}, "data": {"values": ["white"]}})
    [(('mark', 'color'), '#14181c')]
    """
    return list(_found(spec, ()))


def _found(value: Any, path: tuple[str | int, ...]) -> Iterator[Change]:
    if isinstance(value, str):
        if value in DARK:
            yield path, DARK[value]
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name not in _DATA:
                yield from _found(one, (*path, name))
    elif isinstance(value, Sequence):
        for at, one in enumerate(value):
            yield from _found(one, (*path, at))


def darkened(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chart for dark pages.

    Examples
    --------
    >>> darkened({"mark": {"color": "white"}})
    {'mark': {'color': '#14181c'}}
    """
    dark = copy.deepcopy(dict(spec))
    for path, colour in changes(spec):
        place: Any = dark
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = colour
    return dark


def has_ramp(spec: Mapping[str, Any]) -> bool:
    """Return whether a chart has colours between its colours: a scale from light to dark."""
    return any("range" in path for path, _colour in changes(spec))


def recoloured(picture: str) -> str:
    """Return an SVG for dark pages, of a chart without a ramp; faster than to draw it again.

    Examples
    --------
    >>> recoloured('<text fill="white">fill="white"</text>')
    '<text fill="#14181c">fill="white"</text>'
    """

    def other(colour: re.Match[str]) -> str:
        return f'{colour[1]}="{DARK.get(colour[2], colour[2])}"'

    return _TAG.sub(lambda tag: _COLOUR.sub(other, tag[0]), picture)

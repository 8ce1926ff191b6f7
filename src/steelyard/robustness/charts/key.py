"""The key above a chart: a row of symbols, each with what it stands for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from steelyard.robustness.charts.theme import ACCENT, FAINT, INK, LINE, MUTED, PALE, text_width

if TYPE_CHECKING:
    import altair as alt

__all__ = ["STROKES", "Symbol", "key_row"]

Symbol = Literal["accent_bar", "bar", "light_bar", "line", "dot", "tick", "trace", "whisker"]

# Colour and width in pixels of what is drawn as a stroke, in the chart as in its key.
STROKES: dict[Symbol, tuple[str, float]] = {
    "accent_bar": (ACCENT, 8),
    "bar": (PALE, 8),
    "light_bar": (FAINT, 8),
    "line": (LINE, 1),
    "tick": (INK, 2),
    "trace": (INK, 1.5),
    "whisker": (INK, 1.2),
}
_SYMBOL = 24
_GAP = 18
_ROW = 17


def key_row(
    items: Sequence[tuple[Symbol, str]], y: float, *, left: float = 0.0, width: float = math.inf
) -> list[alt.Chart]:
    """Return the layers of a key, in as many rows as it takes.

    Parameters
    ----------
    items
        Symbols and what they stand for, from the left.
    y
        The middle of the last row in pixels from the top of the plot; negative is above it.
    left
        Where rows begin, in pixels from the left of the plot.
    width
        How wide a row may be.
    """
    places, row, x = [], 0, 0.0
    for symbol, text in items:
        own = _width(symbol) + 5 + text_width(text)
        if x and x + own > width:
            row, x = row + 1, 0.0
        places.append((row, x))
        x += own + _GAP
    layers: list[alt.Chart] = []
    for (symbol, text), (at, x) in zip(items, places, strict=True):
        height = y - _ROW * (row - at)
        begin, size = left + x, _width(symbol)
        layers += [_symbol(symbol, begin, size, height), _text(text, begin + size + 5, height)]
    return layers


def _width(symbol: Symbol) -> float:
    return 12 if symbol in {"dot", "tick"} else _SYMBOL


def _anything() -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.InlineData(values=[{}]))


def _symbol(symbol: Symbol, x: float, width: float, y: float) -> alt.Chart:
    if symbol == "dot":
        dot = _anything().mark_point(filled=True, size=36, color=ACCENT, opacity=1)
        return _placed(dot, x=x + width / 2, y=y)
    colour, stroke = STROKES[symbol]
    line = _anything().mark_rule(color=colour, strokeWidth=stroke)
    if symbol == "tick":
        x += width / 2
        return _placed(line, x=x, y=y - 6, y2=y + 6)
    return _placed(line, x=x, x2=x + width, y=y)


def _text(text: str, x: float, y: float) -> alt.Chart:
    mark = _anything().mark_text(
        text=text, align="left", baseline="middle", fontSize=11, color=MUTED
    )
    return _placed(mark, x=x, y=y)


def _placed(mark: alt.Chart, **pixels: float) -> alt.Chart:
    import altair as alt

    placed: alt.Chart = mark.encode(**{end: alt.value(pixel) for end, pixel in pixels.items()})
    return placed

"""Names beside points, where they overlap neither each other nor a point.

The places are chosen greedily: each name in turn takes the first free place beside its point, and
one without a free place is left out. Christensen, Marks & Shieber 1995,
https://doi.org/10.1145/212332.212334, compare this with better and slower ways.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steelyard.robustness.charts.theme import text_width

__all__ = ["Box", "place_labels"]

_CELL = 48.0
_POINT = 4.0
"""What a point takes around its middle, in pixels."""
_GAP = 7.0


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, from the top left of the plot."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether the two have any area in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_labels(
    names: Sequence[str],
    points: Sequence[tuple[float, float]],
    order: Sequence[int],
    *,
    width: float,
    height: float,
    taken: Sequence[Box] = (),
    size: float = 11,
) -> list[tuple[int, float, float]]:
    """Return where names stand beside their points.

    Parameters
    ----------
    names
        What is written beside each point.
    points
        The points in pixels from the top left of the plot.
    order
        The points in the order in which their names take places.
    width, height
        The plot.
    taken
        What is occupied already.
    size
        The size of the letters.

    Returns
    -------
    For each name that has a place: the number of its point, the left end of the name, and its
    middle from the top.

    Examples
    --------
    >>> place_labels(["A", "B"], [(10, 10), (90, 10)], [0, 1], width=100, height=20)
    [(0, 17.0, 10.0), (1, 75.08, 10.0)]
    """
    grid = _Grid()
    for box in taken:
        grid.add(box)
    for x, y in points:
        grid.add(Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT))
    placed = []
    for at in order:
        wide = text_width(names[at], size)
        for left, middle in _beside(*points[at], wide, size):
            box = Box(left, middle - size * 0.6, left + wide, middle + size * 0.6)
            inside = box.left >= 0 and box.right <= width and box.top >= 0 and box.bottom <= height
            if inside and not grid.meets(box):
                grid.add(box)
                placed.append((at, round(left, 2), round(middle, 2)))
                break
    return placed


def _beside(x: float, y: float, wide: float, size: float) -> Iterator[tuple[float, float]]:
    """Yield the places beside a point: right, left, above, below, and between them."""
    up = size * 0.6 + _POINT + 2
    yield x + _GAP, float(y)
    yield x - _GAP - wide, float(y)
    yield x - wide / 2, y - up
    yield x - wide / 2, y + up
    for right in (x + 2, x - 2 - wide):
        yield right, y - up
        yield right, y + up


class _Grid:
    """Rectangles by the cells of a grid that they touch, so that only near ones are compared."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        for cell in _cells(box):
            self._cells[cell].append(box)

    def meets(self, box: Box) -> bool:
        return any(box.meets(other) for cell in _cells(box) for other in self._cells[cell])


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
        for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
            yield column, row

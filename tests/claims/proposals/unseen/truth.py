"""What is true of the unseen articles: their arithmetic, and the errors that were planted.

``relations.csv`` and ``errors.csv`` are read here, and their arithmetic is worked out again with
intervals of exact numbers; how far a machine finds it is left to ``bench.proposals``.

A figure of the truth is written as ``78#`` (counted), ``15.6%`` or ``14.3e12`` (rounded to its last
place), with ``>``, ``<``, ``~`` (about) or ``^`` (nearly) before it. It was written down by hand
beside the words of the article, so that no reader of figures vouches for itself.
"""

from __future__ import annotations

import ast
import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from steelyard.claims.found import Span
from steelyard.claims.interval import Interval

__all__ = ["ARTICLES", "Planted", "Relation", "agrees", "articles", "planted", "relations"]

HERE = Path(__file__).parent
ARTICLES = HERE / "articles"
NEAR = Fraction(1, 20)
FIGURE = re.compile(
    r"(?P<sign>[<>~^]?)(?P<digits>\d+(?:\.\d+)?)(?:e(?P<power>-?\d+))?(?P<rest>%?#?)"
)


@dataclass(frozen=True)
class Relation:
    """Arithmetic that ties figures of an article: its kind, figures, and whether it is right.

    A relation without ``result`` says that its parts make up a whole of 100%.
    """

    article: str
    kind: str
    result: Span | None
    parts: tuple[Span, ...]
    right: bool
    said: str
    formula: str

    @property
    def figures(self) -> tuple[Span, ...]:
        """The result, where there is one, and the parts."""
        return self.parts if self.result is None else (self.result, *self.parts)


@dataclass(frozen=True)
class Planted:
    """An error that was planted: the wrong figures, its kind, and what would be right."""

    article: str
    words: tuple[Span, ...]
    kind: str
    should_be: str


@cache
def articles() -> dict[str, str]:
    """Return the text of each article, by its name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))}


@cache
def relations() -> tuple[Relation, ...]:
    """Return all relations, in the order of the file."""
    return tuple(
        Relation(
            row["article"],
            row["kind"],
            next(iter(_spans(row["article"], row["result_words"], row["result_at"])), None),
            _spans(row["article"], row["part_words"], row["part_at"]),
            row["right"] == "1",
            row["said"],
            row["formula"],
        )
        for row in _rows("relations.csv")
    )


@cache
def planted() -> tuple[Planted, ...]:
    """Return all planted errors, in the order of the file."""
    return tuple(
        Planted(
            row["article"],
            _spans(row["article"], row["words"], row["at"]),
            row["kind"],
            row["should_be"],
        )
        for row in _rows("errors.csv")
    )


def agrees(relation: Relation, near: Fraction = NEAR) -> bool:
    """Return whether a relation can hold for values that round to its figures.

    Parameters
    ----------
    relation
        What is said to hold.
    near
        How far "about" and "nearly" reach, as a share of the figure.
    """
    found = _computed(relation.formula, near)
    if relation.kind == "members":
        said = _read(relation.said, near)
        return (found - said).meet(Interval.below(Fraction(0), inside=True)) is not None
    return _read(relation.said, near).meet(found) is not None


def _rows(file: str) -> list[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _spans(article: str, words: str, places: str) -> tuple[Span, ...]:
    """Return where words stand, and see that they do stand there."""
    spans = []
    text = articles()[article]
    for word, place in zip(words.split(";"), places.split(";"), strict=True):
        if not word:
            continue
        start = int(place)
        if not text.startswith(word, start):
            raise ValueError(f"{article}: “{word}” does not stand at {start}")
        spans.append(Span(start, start + len(word)))
    return tuple(spans)


def _read(figure: str, near: Fraction) -> Interval:
    """Return the values that a figure of the truth allows."""
    match = FIGURE.fullmatch(figure)
    if match is None:
        raise ValueError(f"“{figure}” is no figure")
    unit = Fraction(10) ** int(match["power"] or 0)
    if "%" in match["rest"]:
        unit /= 100
    value = Fraction(match["digits"]) * unit
    _, _, decimals = match["digits"].partition(".")
    half = unit / 10 ** len(decimals) / 2
    rounded = Interval.around(value, Fraction(0) if "#" in match["rest"] else half)
    match match["sign"]:
        case ">":
            return Interval.above(value)
        case "<":
            return Interval.below(value)
        case "~":
            return rounded.hull(Interval.around(value, near * value))
        case "^":
            return Interval(value * (1 - near), value, True, False)
    return rounded


def _computed(formula: str, near: Fraction) -> Interval:
    """Return what a formula over figures gives."""
    figures: list[Interval] = []

    def name(match: re.Match[str]) -> str:
        figures.append(_read(match[0], near))
        return f"x{len(figures) - 1}"

    return _value(ast.parse(FIGURE.sub(name, formula), mode="eval").body, figures)


def _value(node: ast.expr, figures: list[Interval]) -> Interval:
    match node:
        case ast.Name(id=name):
            return figures[int(name[1:])]
        case ast.BinOp(left=left, op=operation, right=right):
            return _combined(_value(left, figures), operation, _value(right, figures))
        case ast.Call(args=[left, right]):
            # more(a, b): 1 where a is more than b, so that a place is 1 + those before it
            apart = _value(left, figures) - _value(right, figures)
            assert apart.low is not None
            return Interval.point(int(apart.low > 0))
    raise ValueError(ast.dump(node))


def _combined(left: Interval, operation: ast.operator, right: Interval) -> Interval:
    match operation:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise ValueError(ast.dump(operation))

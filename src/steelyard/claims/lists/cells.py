"""The entries of a list into cells, all of one shape, and what was left over of them.

Most entries are read by one regular expression made from their shape; the others are looked at
one by one. What the list is called and whether it is one is left to
``steelyard.claims.lists.ranking``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from statistics import median

from steelyard.claims.found import Cell, Span
from steelyard.claims.lists.entries import SEPARATORS, Entry, Layout
from steelyard.claims.lists.irregular import Looked, Ruler, last_entry, odd_entry
from steelyard.claims.lists.shape import Shape
from steelyard.claims.lists.words import around, finding, on_one_line
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = ["Read", "cells_of"]

_CHARACTERS = {
    "comma": ",，",
    "enumeration": "、",
    "semicolon": ";；",
    "bar": "|｜",
    "colon": ":：",
    "slash": "/／",
    "line": "\n",
}
_OPEN, _CLOSE = "(（\\[［【〔", ")）\\]］】〕"
_SAMPLE = 200
Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Read:
    """The cells of a list.

    Parameters
    ----------
    rows
        The cells of each entry, without its rank.
    ends
        Where the words of each entry end that are in cells.
    left_over
        Spans in no cell.
    findings
        What it was unsure of.
    """

    rows: tuple[tuple[Cell | None, ...], ...]
    ends: tuple[int, ...]
    left_over: tuple[Span, ...]
    findings: tuple[Finding, ...]


def cells_of(text: str, entries: Sequence[Entry], shape: Shape, layout: Layout) -> Read:
    """Read the entries of a list into cells.

    Parameters
    ----------
    text
        The text.
    entries
        The entries.
    shape
        What most of them look like.
    layout
        How they are laid out.
    """
    quick = _quick(text, entries, shape)
    ruler, regular = _measured(text, entries, Ruler(text, shape, layout), quick)
    rows, ends = list[tuple[Cell | None, ...]](), list[int]()
    left_over, findings = list[Span](), list[Finding]()
    for number, entry in enumerate(entries):
        quickly = quick[number]
        if regular[number] and quickly is not None:
            rows.append(
                tuple(
                    [
                        Cell(text[start:end], start, end)
                        if text[start] != "*"
                        else _cell(text, Span(start, end))
                        for start, end in quickly
                    ]
                )
            )
            ends.append(entry.end)
            continue
        last = number + 1 == len(entries)
        looked = last_entry(ruler, entry) if last else odd_entry(ruler, entry)
        rows.append(tuple(None if one is None else _cell(text, one) for one in looked.cells))
        ends.append(looked.end)
        findings += [finding(code, said, number + 1) for code, said in looked.said]
        rest = [] if last else _rest(text, looked.end, entry.end)
        for span in [*_between(text, entry.begin, looked), *rest]:
            left_over.append(span)
            said = message("“{words}” is in no cell of the list.", words=around(text, *span))
            findings.append(finding("left-over", said, number + 1))
    return Read(tuple(rows), tuple(ends), tuple(left_over), tuple(findings))


def _measured(
    text: str, entries: Sequence[Entry], ruler: Ruler, quick: Sequence[Spans | None]
) -> tuple[Ruler, list[bool]]:
    """Return what entries are held against, and which are of the shape and no sentence."""
    lengths = [cells[-1][1] - cells[-1][0] for cells in quick[:_SAMPLE] if cells is not None]
    ruler = replace(ruler, longest=int(3 * median(lengths)) + 12 if lengths else 60)
    regular = [cells is not None and _is_clean(ruler, cells[-1]) for cells in quick]
    if not ruler.layout.lines:
        regular[-1] = False  # nobody knows where it ends
    known = {
        text[cells[-1][0] : cells[-1][1]]
        for cells, right in zip(quick, regular, strict=True)
        if right and cells is not None
    }
    measured = replace(
        ruler,
        known=known,
        longest_known=max(map(len, known), default=0),
        foreign=_foreign(text, list(compress(entries, regular))),
    )
    return measured, regular


def _cell(text: str, span: Span) -> Cell:
    """Return a cell without the asterisks of bold print around it."""
    start, end = span
    while end - start > 4 and text[start : start + 2] == text[end - 2 : end] == "**":
        start, end = start + 2, end - 2
    return Cell(on_one_line(text[start:end]), start, end)


def _quick(text: str, entries: Sequence[Entry], shape: Shape) -> list[Spans | None]:
    """Return the cells of the entries that are of the shape; None for the others."""
    pattern = _pattern(shape)
    if pattern is None:
        return [None] * len(entries)
    groups = range(1, len(shape.bracketed) + 1)
    found = list[Spans | None]()
    match = pattern.match
    for entry in entries:
        one = match(text, entry.begin, entry.end)
        if one is None:
            found.append(None)
            continue
        spans = [one.span(group) for group in groups]
        if any(text[end - 1].isspace() for _start, end in spans):
            spans = [(start, _without_space(text, start, end)) for start, end in spans]
        found.append(spans)
    return found


def _without_space(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _pattern(shape: Shape) -> re.Pattern[str] | None:
    """Return the expression of a shape; None where its separators are not single characters."""
    if not shape.separators <= _CHARACTERS.keys():
        return None
    between = "".join(_CHARACTERS[kind] for kind in sorted(shape.separators))
    outside = f"[^{_OPEN}{_CLOSE}{between}。！？\n]"
    if "comma" in shape.separators:
        outside = f"(?:{outside}|(?<=[0-9０-９])[,，](?=[0-9０-９]{{3}}(?![0-9０-９])))"
    parts, before = ["\\s*+"], True
    for bracketed in shape.bracketed:
        if bracketed:
            parts.append(f"[{_OPEN}]\\s*+([^{_OPEN}{_CLOSE}\n]++)[{_CLOSE}]\\s*+")
        elif before:
            parts.append((f"[{between}]?\\s*+" if between else "") + f"({outside}+)")
        else:
            parts.append(f"[{between}]\\s*+({outside}+)")
        before = bracketed
    parts[1] = parts[1].removeprefix(f"[{between}]?\\s*+")
    return re.compile("".join(parts) + "\\Z")


def _is_clean(ruler: Ruler, span: tuple[int, int]) -> bool:
    """Return whether a last cell without 。 is no longer than others, and seems no sentence."""
    start, end = span
    return end - start <= ruler.longest and ruler.text.find(". ", start, end) < 0


def _foreign(text: str, regular: Sequence[Entry]) -> str:
    """Return the separators that stand in no entry of the shape."""
    words = "".join(text[entry.begin : entry.end] for entry in regular[:_SAMPLE])
    return "".join(one for one in ",，;；:：" if words and one not in words)


def _rest(text: str, begin: int, end: int) -> Iterator[Span]:
    """Yield the words of each line that are left after an entry."""
    for line in re.finditer("[^\n]+", text[begin:end]):
        span = _stripped(text, begin + line.start(), begin + line.end())
        if span is not None:
            yield span


def _between(text: str, begin: int, looked: Looked) -> Iterator[Span]:
    """Yield what stands between the cells of an entry and is no separator."""
    at = begin
    for cell in (*looked.cells, Span(looked.end, looked.end)):
        if cell is None:
            continue
        span = _stripped(text, at, cell.start)
        if span is not None:
            yield span
        at = max(at, cell.end)


def _stripped(text: str, start: int, end: int) -> Span | None:
    """Return a span without the separators around it; None where there is nothing else."""
    words = text[start:end]
    left = words.lstrip(SEPARATORS)
    if not left:
        return None
    return Span(end - len(left), start + len(words.rstrip(SEPARATORS)))

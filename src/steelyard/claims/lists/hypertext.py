"""HTML tables: rows and cells by their tags, read in linear time however broken the page is.

The parser of the standard library takes quadratic time on unclosed markup in some of the Pythons
that are supported, and knows more than tables need; so tags are found here by one expression.
Source: HTML Living Standard, section 4.9 (tables).
"""

from __future__ import annotations

import re
from html import unescape

from steelyard.claims.found import Cell, FoundList, Span
from steelyard.claims.lists.tables import table
from steelyard.claims.lists.words import around, finding
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = ["hypertext_tables", "without_tags"]

_TAG = re.compile(
    r"<!--|<(?P<closing>/?)(?P<name>table|tr|td|th|script|style)\b(?P<inside>[^<>]{0,4000})>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,4000}>")
_LEADING = re.compile(r"(?:\s++|</?[a-zA-Z!][^<>]{0,4000}>)*")
_BREAK = re.compile(r"</?(?:p|br|div|li|ol|ul|h[1-6]|tr|table|section|article)\b", re.IGNORECASE)
_SPANNED = re.compile(
    r"(colspan|rowspan)\s{0,9}=\s{0,9}[\"']?\s{0,9}(\d{1,4})", re.IGNORECASE | re.ASCII
)
_OUTSIDE = re.compile(r"(?:\A|>)([^<>]+)")
_WIDEST = 64
_LONGEST_UNCLOSED = 200
_MOST_HEADINGS = 3


def hypertext_tables(text: str) -> list[FoundList]:
    """Return the HTML tables of a text; of nested ones the innermost."""
    if "<" not in text:
        return []
    found, nest = list[FoundList](), list[_Table]()
    raw, at = "", 0
    while (match := _TAG.search(text, at)) is not None:
        at = match.end()
        name, closing = (match["name"] or "").lower(), bool(match["closing"])
        if raw:
            raw = "" if closing and name == raw else raw
        elif not name:
            end = text.find("-->", at)
            if end < 0:
                break
            at = end + 3
        elif name in ("script", "style"):
            raw = "" if closing else name
        elif name == "table" and not closing:
            if nest:
                nest[-1].nests = True
            nest.append(_Table(text, match.start(), at, nested=bool(nest)))
        elif nest:
            nest[-1].take(match, name, closing)
            if name == "table":
                _add(found, nest.pop().read(match.end()))
    while nest:
        _add(found, nest.pop().read(None))
    return sorted(found, key=lambda one: one.start)


def without_tags(text: str) -> str:
    """Return a text of the same length with blanks for its tags, line ends where they break."""
    if "</" not in text and "<br" not in text:
        return text
    return _ANY_TAG.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    size = match.end() - match.start()
    return "\n" + " " * (size - 1) if _BREAK.match(match[0]) else " " * size


def _add(found: list[FoundList], one: FoundList | None) -> None:
    if one is not None:
        found.append(one)


class _Table:
    """A table while its tags come in."""

    def __init__(self, text: str, start: int, at: int, *, nested: bool) -> None:
        self.nests = False
        self._text = text
        self._start = start
        self._nested = nested
        self._rows = list[list[Cell | None]]()
        self._headings = list[bool]()
        self._hanging = dict[int, tuple[Cell | None, int]]()
        self._merged = list[Cell]()
        self._others = list[Span]()
        self._at = at
        self._cell: re.Match[str] | None = None
        self._in_row = False

    def take(self, match: re.Match[str], name: str, closing: bool) -> None:
        """Take the next tag: it ends the cell that is open, and begins a row or a cell."""
        if self._cell is not None:
            self._end_cell(match.start())
        else:
            self._others += _outside(self._text, self._at, match.start())
        self._at = match.end()
        if name == "tr":
            self._end_row()
        elif name in ("td", "th") and not closing:
            if not self._in_row:
                self._rows.append([])
                self._headings.append(True)
                self._in_row = True
            self._cell = match

    def _end_cell(self, end: int) -> None:
        """Put the open cell into its row; one that spans rows is there in each of them."""
        opened = self._cell
        assert opened is not None
        self._cell = None
        cell = _cell(self._text, opened.end(), end)
        spans = {name.lower(): int(count) for name, count in _SPANNED.findall(opened["inside"])}
        columns = min(max(spans.get("colspan", 1), 1), _WIDEST)
        rows = spans.get("rowspan", 1)
        row = self._rows[-1]
        self._fill(row)
        if rows > 1 and len(self._hanging) < _WIDEST:
            self._hanging[len(row)] = (cell, rows - 1)
        row += [cell, *[None] * (columns - 1)]
        if cell is not None and (columns > 1 or rows > 1):
            self._merged.append(cell)
        if opened["name"].lower() == "td":
            self._headings[-1] = False

    def _fill(self, row: list[Cell | None]) -> None:
        """Put cells from rows above where they reach down into this row."""
        while len(row) in self._hanging:
            cell, rows = self._hanging.pop(len(row))
            if rows > 1:
                self._hanging[len(row)] = (cell, rows - 1)
            row.append(cell)

    def _end_row(self) -> None:
        if self._in_row:
            self._fill(self._rows[-1])
        self._in_row = False

    def read(self, end: int | None) -> FoundList | None:
        """Return the table; None if it is none, or only holds others."""
        told = list[Finding]()
        if self._cell is not None:
            line = self._text.find("\n", self._cell.end() + 1)
            limit = min(self._cell.end() + _LONGEST_UNCLOSED, len(self._text))
            self._at = min(line, limit) if line > 0 else limit
            self._end_cell(self._at)
        self._end_row()
        if self.nests or not self._rows:
            return None
        stop = self._at if end is None else end
        words = around(self._text, self._start, min(self._start + 40, stop))
        if end is None:
            told.append(
                finding("unclosed-table", message("A table is not closed: “{words}”.", words=words))
            )
        if self._nested:
            said = message(
                "This table stands in a cell of another, which was not taken out: “{words}”.",
                words=words,
            )
            told.append(finding("nested-table", said))
        if self._merged:
            first = self._merged[0]
            said = message(
                "{count} cells reach over several columns or rows, the first: “{words}”.",
                count=len(self._merged),
                words=first.text,
            )
            told.append(finding("merged-cells", said))
        heading, rows = self._heading()
        span = Span(self._start, stop)
        return table(self._text, "html", rows, span, heading, told, self._others)

    def _heading(self) -> tuple[list[Cell | None] | None, list[list[Cell | None]]]:
        """Return the heading, of one row or of several put together, and the other rows."""
        count = 0
        while count < min(len(self._rows) - 1, _MOST_HEADINGS) and self._headings[count]:
            count += 1
        if not count:
            return None, self._rows
        width = max(len(row) for row in self._rows[:count])
        heading = list[Cell | None]()
        for at in range(width):
            cells = [row[at] for row in self._rows[:count] if at < len(row)]
            known = list(dict.fromkeys(cell for cell in cells if cell is not None))
            if known:
                words = " ".join(cell.text for cell in known)
                heading.append(Cell(words, known[0].start, known[-1].end))
            else:
                heading.append(None)
        return heading, self._rows[count:]


def _cell(text: str, start: int, end: int) -> Cell | None:
    """Return the words of a cell and where they stand, without the tags around them."""
    leading = _LEADING.match(text, start, end)
    start = leading.end() if leading else start
    while end > start and text[end - 1].isspace():
        end -= 1
    while end > start and text[end - 1] == ">":
        opened = text.rfind("<", start, end)
        if opened < 0 or _ANY_TAG.fullmatch(text, opened, end) is None:
            break
        end = opened
        while end > start and text[end - 1].isspace():
            end -= 1
    if end <= start:
        return None
    inside = _ANY_TAG.sub(lambda tag: " " if _BREAK.match(tag[0]) else "", text[start:end])
    plain = " ".join(unescape(inside).split())
    return Cell(plain, start, end) if plain else None


def _outside(text: str, start: int, end: int) -> list[Span]:
    """Return the words between the cells of a table: a caption, or what does not belong there."""
    found = list[Span]()
    if end - start < 2 or not text[start:end].strip():
        return found
    for match in _OUTSIDE.finditer(text[start:end]):
        words = match[1]
        if words.strip():
            first = start + match.start(1) + len(words) - len(words.lstrip())
            found.append(Span(first, first + len(words.strip())))
    return found

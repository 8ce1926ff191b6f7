"""Lists as the press prints them, with where each cell stands: what the finder must give back."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from steelyard.claims.found import Cell, FoundList

SAMPLE = Path(__file__).parents[3] / "src/steelyard/library/brand-list/sample/brands.csv"
FULL_WIDTH = str.maketrans("0123456789(),:;.", "０１２３４５６７８９（），：；．")
RINGED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"

MARKS = {
    "comma": "{}、",
    "dot": "{}.",
    "dot and space": "{}. ",
    "closing": "{})",
    "bracketed": "({})",
    "bracketed and space": "({}) ",
    "colon": "{}:",
    "place": "第{}名",
    "place and colon": "第{}名:",
    "place is": "第{}名是",
    "position": "第{}位",
    "number": "No. {} ",
    "number at once": "No.{} ",
    "hash": "#{} ",
    "ordinal": "{}th ",
}
"""How a rank is marked; any of these may stand in a line or begin one."""

LINE_MARKS = {"bare": "{} ", "bullet and comma": "- {}、", "bold": "**{}.** "}
"""How a rank is marked only where every entry has a line."""

SHAPES = {
    "bracket and place": "{name}({detail}),{place}",
    "bracket": "{name}({detail})",
    "commas": "{name},{detail},{place}",
}

Row = tuple[int, str, str, str]


@dataclass(frozen=True)
class Press:
    """A text with a list in it, and the cells of the list."""

    text: str
    rows: tuple[tuple[Cell, ...], ...]


@cache
def brands() -> tuple[Row, ...]:
    """The Chinese brands of a list of 500, with ranks that skip."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = [*csv.reader(file)][1:]
    return tuple((int(rank), name, detail, place) for rank, name, detail, place in rows)


def ordinal(rank: int) -> str:
    suffix = (
        "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    )
    return f"{rank}{suffix}"


def han(rank: int) -> str:
    """Return a number below a thousand in Chinese numerals."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(rank, 100)
    tens, ones = divmod(rest, 10)
    words = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (digits[ones] if ones else "")


def printed(
    rows: Sequence[Row],
    mark: str = "{}、",
    shape: str = SHAPES["bracket and place"],
    between: str = "",
    *,
    before: str = "",
    after: str = "",
    full_width: bool = False,
    numerals: str = "digits",
) -> Press:
    """Print rows as a list, and note where each cell stands."""
    text, found = before, list[tuple[Cell, ...]]()
    for at, (rank, name, detail, place) in enumerate(rows):
        if at:
            text += between
        cells = list[Cell]()
        number = _number(rank, numerals)
        template = mark.replace("th ", ordinal(rank)[-2:] + " ") if mark == "{}th " else mark
        if full_width:
            number, template = number.translate(FULL_WIDTH), template.translate(FULL_WIDTH)
        opening, closing = template.split("{}")
        text += opening
        cells.append(Cell(str(rank), len(text), len(text) + len(number)))
        text += number + closing
        words = shape.translate(FULL_WIDTH) if full_width else shape
        for part in words.replace("}", "{").split("{"):
            value = {"name": name, "detail": detail, "place": place}.get(part)
            if value is None:
                text += part
            else:
                cells.append(Cell(value, len(text), len(text) + len(value)))
                text += value
        found.append(tuple(cells))
    return Press(text + after, tuple(found))


def _number(rank: int, numerals: str) -> str:
    return {"digits": str(rank), "han": han(rank), "ringed": RINGED[rank - 1 : rank]}[numerals]


def left_in_no_cell(text: str, found: FoundList, separators: str) -> str:
    """Return the characters of a list that are in no cell, not left over, and no separator.

    The marks of ranks (第, 名, No., #, th) must be among the separators that are given.
    """
    covered = bytearray(len(text))
    for row in found.rows:
        for cell in row:
            if cell is not None:
                covered[cell.start : cell.end] = b"\1" * (cell.end - cell.start)
    for start, end in found.left_over:
        covered[start:end] = b"\1" * (end - start)
    return "".join(
        text[at]
        for at in range(found.start, found.end)
        if not covered[at] and text[at] not in separators and not text[at].isspace()
    )

"""How fast lists and figures are taken out of a megabyte of text.

The floor is one pass of a regular expression over the same text, one that stops at every number:
``[0-9０-９]+``. Nobody finds a list or a figure without looking at the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

import polars as pl

from bench.timing import alternating, median_seconds
from steelyard.claims.extraction import Extraction, extract
from steelyard.claims.lists.find import lists
from steelyard.claims.text.article import Article
from steelyard.claims.text.quantities import quantities
from steelyard.library import sample

__all__ = ["extracting"]

SIZE = 1_000_000
_NUMBER = re.compile("[0-9０-９]+")
_SENTENCE = (
    "2026年榜單共有500個品牌，來自33個國家，總值逾14兆美元，增長7.11%。中國上榜78個品牌，占15.6%，"
    "比上年多2個，居世界第二；其中38個在北京，8個在上海，7個在深圳，都是民營企業。"
)
_ENGLISH = (
    "The 500 brands are worth over 14 trillion USD, 7.11% more than a year before. China has 78 of "
    "them, or 15.6% of the list, 2 more than in 2025, and is second; 38 are in Beijing alone.\n"
)
Row = tuple[str, str, str]


def extracting(size: int = SIZE) -> dict[str, dict[str, object]]:
    """Measure lists, figures and both over texts of ``size`` bytes."""
    found = {}
    for name, text in _texts(size).items():
        ours, floor = alternating(partial(lists, text), _pass(text), 3)
        both = median_seconds(partial(_extracted, text), 3)
        figures = median_seconds(partial(quantities, text), 3)
        tables = lists(text)
        found[f"extract from 1 MB, {name}"] = {
            "lists_seconds": ours,
            "figures_alone_seconds": figures,
            "seconds": both,
            "mb_per_second": len(text.encode()) / 1e6 / both,
            "entries": sum(len(one.rows) for one in tables),
            "figures": len(extract(Article(text)).quantities),
            "floor_seconds": floor,
            "ratio": both / floor,
            "goal": "under 2 s, lists under 0.8 s",
        }
    return found


def _extracted(text: str) -> Extraction:
    """Take a text out that nothing is kept of from run to run."""
    return extract(Article(text))


def _pass(text: str) -> Callable[[], int]:
    """Return the floor: one pass over the numbers of a text."""
    return lambda: sum(1 for _match in _NUMBER.finditer(text))


def _texts(size: int) -> dict[str, str]:
    """Return the texts, each of about ``size`` bytes."""
    brands = pl.read_csv(sample("brand-list")["brands"])
    rows = brands.select("brand", "sector", "city").rows()
    heading = "| 排名 | 品牌 | 行業 | 城市 |\n|--|--|--|--|\n"
    return {
        "a list run together": _cut(_entries(rows, "{}、{}({}),{}"), size),
        "a list of short names run together": "排名：" + _cut(_entries(rows, "{}、{}"), size),
        "a list by lines": _cut(_entries(rows, "{}. {}（{}），{}\n"), size),
        "a list with ranks left out": _cut(_entries(rows, "{}、{}({}),{}", 3), size),
        "a Markdown table": heading + _cut(_entries(rows, "| {} | {} | {} | {} |\n"), size),
        "an HTML table": f"<table>{_cut(_entries(rows, _HTML), size)}</table>",
        "a pasted table": _cut(_entries(rows, "{}\t{}\t{}\t{}\n"), size),
        "Chinese prose": _cut(iter(lambda: f"{_SENTENCE}\n", ""), size),
        "English prose": _cut(iter(lambda: _ENGLISH, ""), size),
        "prose on one line": _cut(iter(lambda: _SENTENCE, ""), size),
    }


_HTML = "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n"


def _entries(rows: list[Row], template: str, step: int = 1) -> Iterator[str]:
    """Yield printed entries without end."""
    for at in range(10**9):
        yield template.format(at * step + 1, *rows[at % len(rows)])


def _cut(parts: Iterator[str], size: int) -> str:
    """Return as many parts as make ``size`` bytes."""
    kept, length = list[str](), 0
    for part in islice(parts, size):
        kept.append(part)
        length += len(part.encode())
        if length >= size:
            break
    return "".join(kept)

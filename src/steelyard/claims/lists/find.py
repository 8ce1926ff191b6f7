"""Find every list and table of a text, in the order of the text.

Marked tables come first: HTML, Markdown, tabs; ranking lists are looked for between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from steelyard.claims.found import FoundList
from steelyard.claims.lists.hypertext import hypertext_tables, without_tags
from steelyard.claims.lists.markdown import markdown_tables
from steelyard.claims.lists.ranking import rankings
from steelyard.claims.lists.tabs import tab_tables

__all__ = ["lists"]


def lists(text: str) -> tuple[FoundList, ...]:
    """Find the ranking lists and tables of a text; none overlaps another.

    Parameters
    ----------
    text
        The text, in Traditional or Simplified Chinese or English, of any width of digits and
        punctuation.

    Returns
    -------
    tuple of FoundList
        In the order of the text. The text of a cell is what stands in ``text[start:end]``; but a
        rank is in plain digits (8 for 八, ⑧ and ８), markup is taken away, and a cell that is
        broken over lines is on one. The row of a finding counts the entries from 1.

    Examples
    --------
    >>> found = lists("8、甲(電腦),深圳9、乙(銀行),北京11、丙(汽車),上海")[0]
    >>> found.columns
    ('rank', 'name', 'detail', 'place')
    >>> [[cell.text for cell in row] for row in found.rows][1]
    ['9', '乙', '銀行', '北京']
    >>> print(found.findings[0].message)
    After rank 9 comes 11: “…深圳9、乙(銀行),北京11、丙(汽車),上海”.
    """
    tables = hypertext_tables(text)
    rest = _blanked(text, tables)
    for more in (markdown_tables(rest), tab_tables(rest)):
        tables += more
        rest = _blanked(rest, more)
    rest = without_tags(rest)
    walls = sorted(one.start for one in tables)
    found = sorted([*tables, *rankings(rest, walls)], key=lambda one: one.start)
    return tuple(
        replace(one, findings=tuple(replace(told, table=f"list {number}") for told in one.findings))
        for number, one in enumerate(found, start=1)
    )


def _blanked(text: str, found: Iterable[FoundList]) -> str:
    """Return a text of the same length without what was found already."""
    parts, at = list[str](), 0
    for one in sorted(found, key=lambda one: one.start):
        parts += [text[at : one.start], "\n" * (one.end - one.start)]
        at = max(at, one.end)
    return "".join([*parts, text[at:]])

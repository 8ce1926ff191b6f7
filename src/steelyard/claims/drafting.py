"""The draft of a claims file: a proposed claim for every figure, for a person to complete.

Nothing is tied to anything here; formulas and queries are left to a person, or to
``steelyard.claims.proposals``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from steelyard.claims.extraction import Extraction
from steelyard.claims.file.grammar import Claim, Claims, ClaimTable, Source
from steelyard.claims.found import Quantity, Span
from steelyard.claims.text.quantities import printed
from steelyard.errors import DataError
from steelyard.i18n import message
from steelyard.scheme.base import Text

__all__ = ["TEXT", "draft"]

TEXT = "article.txt"
"""The file of the text, beside the claims file."""

_SOURCE = "article"
_CLAUSE_END = re.compile(r"[，；。！？、：:;!?\n()（）]|,(?![0-9])|\.(?=\s)")
_SENTENCE_REACH = 120
_REACHES = 3
_LONGEST_TITLE = 80
_SEARCHED = 2_000_000_000
"""How many characters are searched in all for words that stand somewhere else too."""


def draft(extraction: Extraction, form: Literal["csv", "parquet"] = "csv") -> Claims | None:
    """Return a proposed claim for each figure that a claims file can state.

    Parameters
    ----------
    extraction
        What was taken out of a text.
    form
        What the lists are written as, beside the claims file: ``list-1.csv`` is ``list_1``.

    Returns
    -------
    Claims or None
        The claims ``f1``, ``f2`` … in the order of the text; None if there is none.

    Examples
    --------
    >>> from steelyard.claims.extraction import extract
    >>> from steelyard.claims.text.article import Article
    >>> claims = draft(extract(Article("上榜的有78個品牌，占15.6%。"))).claims
    >>> [(name, claim.printed, claim.words) for name, claim in claims.items()]
    [('f1', '78個', '上榜的有78個品牌'), ('f2', '15.6%', '占15.6%')]
    """
    claims = {f"f{number}": claim for number, claim in enumerate(_claims(extraction), start=1)}
    if not claims:
        return None
    article = extraction.article
    title = Text(_title(article.text, article.file))
    return Claims(
        title=title,
        sources={_SOURCE: Source(title=title, text=TEXT)},
        tables={
            f"list_{number}": ClaimTable(file=f"list-{number}.{form}")
            for number in range(1, len(extraction.lists) + 1)
        },
        claims=claims,
    )


def _claims(extraction: Extraction) -> Iterator[Claim]:
    text = extraction.article.text
    searches = _SEARCHED // (len(text) + 1)
    for number, one in enumerate(extraction.quantities):
        exact = _exact(one)
        if exact is not None:
            about = one.about.strip()[:_LONGEST_TITLE]
            yield Claim(
                title=Text(about) if about else None,
                source=_SOURCE,
                words=_words(text, one, search=_REACHES * number < searches),
                printed=one.printed.text,
                exact=None if exact else one.printed.exact,
                status="proposed",
            )


def _exact(one: Quantity) -> bool | None:
    """Return whether a figure reads out of its words alone as it did in the text, but for counting.

    None where it does not: then nothing but the whole text says what it is.
    """
    try:
        again = printed(one.printed.text)
    except DataError:
        return None
    here = one.printed
    alike = (again.value, again.step, again.upper, again.comparator) == (
        here.value,
        here.step,
        here.upper,
        here.comparator,
    )
    return again.exact == here.exact if alike else None


def _words(text: str, one: Quantity, *, search: bool) -> str:
    """Return the clause of a figure, or as much around it as stands nowhere else.

    Its sentence, if that is not to be searched for: it would take time with the square of the
    length of a very long text.
    """
    words = ""
    reaches = list(_reaches(text, one))
    if not search:
        sentence = reaches[1]
        return text[sentence.start : sentence.end].strip()
    for span in reaches:
        words = text[span.start : span.end].strip()
        first = text.find(words)
        if text.find(words, first + 1) < 0:
            return words
    return words


def _reaches(text: str, one: Quantity) -> Iterator[Span]:
    """Yield the clause of a figure, its sentence, and its sentence with what stands around it."""
    sentence = one.sentence
    low = max(sentence.start, one.start - 4 * _SENTENCE_REACH)
    high = min(sentence.end, one.end + 4 * _SENTENCE_REACH)
    start = low
    for match in _CLAUSE_END.finditer(text, low, one.start):
        start = match.end()
    end = _CLAUSE_END.search(text, one.end, high)
    yield Span(start, end.start() if end else high)
    yield Span(low, high)
    yield Span(max(low - _SENTENCE_REACH, 0), min(high + _SENTENCE_REACH, len(text)))


def _title(text: str, file: str | None) -> str:
    """Return the first line of a text, which is its title more often than not."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first[:_LONGEST_TITLE] or file or str(message("A text"))

"""What a figure seems to be about: the words of its clause around it, for a person to mend."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from steelyard.claims.found import Span
from steelyard.claims.text.vocabulary import spellings, words

__all__ = ["Clauses"]

_BORDER = re.compile(
    r"[，；;：:、（）()！？!?。「」『』《》“”\"\n\r\t|]|,(?![0-9])|\.(?=\s|$)| [-–—] |——"
)
_EDGE = " \u00a0\u3000,，。.;；:：、·-–—[]【】()（）「」『』《》*#'\"‘’“”+$\t\r\n"
_CHARACTERS, _WORDS = 30, 8
_DEPENDENT = "佔占"
_LEADING = "佔占為为是有達达共和與与及的其中僅仅只但而在約约之則则"
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_YEARS = re.compile("[在於于]?[12][0-9]{3}年?")
_YEAR = "0123456789年"
_PARTS = ("of ", "or ")


class Clauses:
    """The clauses of a text, cut at its punctuation once.

    Parameters
    ----------
    text
        The text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        borders = [found.span() for found in _BORDER.finditer(text)]
        self._starts = [start for start, _ in borders]
        self._ends = [end for _, end in borders]
        self._weak = frozenset(
            form
            for word in words("english_words", "kind", "function")
            for form in spellings(word)
            if not form.isupper()
        )

    def about(self, left: Span, right: Span, subject: str) -> tuple[str, str]:
        """Return the words around a figure, and the subject for the figures after it.

        Parameters
        ----------
        left
            From where on words before it may belong to it, and where it begins.
        right
            From where on words after it may belong to it, and up to where.
        subject
            What figures before it in the sentence are about; it is put before words that say
            nothing by themselves: 占, "of the list".
        """
        text = self._text
        at = bisect_right(self._ends, left.end)
        begin = max(left.start, self._ends[at - 1]) if at else left.start
        to = bisect_left(self._starts, right.start)
        end = min(right.end, self._starts[to]) if to < len(self._starts) else right.end
        before = text[begin : left.end].strip(_EDGE)
        after = text[right.start : end].strip(_EDGE) if end > right.start else ""
        if before and before[-1] <= "z":
            before = self._without_end(before)
        if after and after[-1] <= "z":
            after = self._without_end(after)
        if not before and after.startswith(_PARTS):
            return _short(subject, after), subject or after
        if self._empty(before) and self._empty(after):
            if not subject:
                return self._beyond(left, right), subject
            return _short(subject, before if _YEARS.search(before) else ""), subject
        if before and before[0] in _DEPENDENT:
            return _short(subject, before + after), subject
        own = _short(before, after)
        return own, _YEARS.sub("", own)

    def _beyond(self, left: Span, right: Span) -> str:
        """Return the words up to the next figures, for one that has no others in its clause."""
        before, after = self._text[left.start : left.end], self._text[right.start : right.end]
        return _short(before.strip(_EDGE), after.strip(_EDGE))

    def _without_end(self, part: str) -> str:
        """Return words without "and", "has", "the" at their end."""
        rest, _, word = part.rpartition(" ")
        while word in self._weak:
            rest, _, word = rest.rpartition(" ")
        return f"{rest} {word}" if rest else word

    def _empty(self, part: str) -> bool:
        """Return whether words say nothing by themselves."""
        if not part:
            return True
        if part[0] > "\u33ff":
            return len(part) < 9 and not part.strip(_LEADING + _YEAR)
        return part in self._weak or (part[0].isdigit() and not part.strip(_LEADING + _YEAR))


def _short(before: str, after: str) -> str:
    """Return at most thirty characters of Chinese or eight words, those nearest to the figure."""
    if not before or not after:
        whole = before or after
    elif before[-1] > "\u33ff" or after[0] > "\u33ff":
        whole = before + after
    else:
        whole = f"{before} {after}"
    if len(whole) <= _CHARACTERS and whole.count(" ") < _WORDS:
        return whole
    if _IDEOGRAPH.search(whole):
        if len(whole) <= _CHARACTERS:
            return whole
        first = before[-max(_CHARACTERS // 2, _CHARACTERS - len(after)) :]
        return (first + after[: _CHARACTERS - len(first)]).strip(_EDGE)
    front, back = before.split(), after.split()
    kept = front[-max(_WORDS // 2, _WORDS - len(back)) :]
    return " ".join(kept + back[: _WORDS - len(kept)])

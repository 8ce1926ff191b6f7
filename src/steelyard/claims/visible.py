"""Texts from outside made safe to look at: what would act instead of being seen is spelled out.

A control character can rewrite a terminal, an override of direction can make 12 read as 21.
Escaping for HTML is left to the page.
"""

from __future__ import annotations

import re

__all__ = ["one_line", "visible"]

_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SPACE = re.compile(r"\s+")


def visible(text: str) -> str:
    r"""Return a text with the characters that would act spelled out by their code points.

    These are controls other than tab and line feed, overrides and isolates of direction, and
    what is no character at all. Marks that only tell a direction stay: Arabic and Hebrew need
    them.

    Examples
    --------
    >>> print(visible("up 15%\u202e"))
    up 15%⟨U+202E⟩
    """
    return _ACTING.sub(_spelled, text.replace("\r\n", "\n"))


def one_line(text: str, most: int | None = None) -> str:
    r"""Return a text in one line, safe to look at, and cut in the middle where it is too long.

    Parameters
    ----------
    text
        The text.
    most
        How many characters to show at most; all if absent.

    Examples
    --------
    >>> one_line("a list\nof 500   brands", 12)
    'a lis … ands'
    """
    line = visible(_SPACE.sub(" ", text).strip())
    if most is None or len(line) <= most:
        return line
    room = max(most - 3, 2)
    return f"{line[: room - room // 2].rstrip()} … {line[-(room // 2) :].lstrip()}"


def _spelled(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found[0]):04X}⟩"

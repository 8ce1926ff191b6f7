"""What of a name is only a legal form: 有限公司, Inc., AG at the end, 株式会社 in front.

The forms stand in ``legal_forms.csv`` with what they say: a company, a joint-stock company, a
group. A form is one only at its place, and never all of a name; at most eight are taken off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from steelyard.names.normal import HAN, normal_forms
from steelyard.names.tables import rows_of

__all__ = ["Stripped", "strip_forms"]

_HAN_START, _HAN_END = re.compile(f"[{HAN}]"), re.compile(f"[{HAN}]$")
_MOST_WORDS = 5
_LONGEST = 12
_MOST_FORMS = 8


@dataclass(frozen=True)
class Stripped:
    """A name without its legal forms.

    Parameters
    ----------
    core
        What is left, never empty where the name was not.
    kinds
        What the forms say: ``company``, ``joint-stock``, ``group``.
    """

    core: str
    kinds: frozenset[str] = frozenset()

    @property
    def registered(self) -> bool:
        """Whether the name is a full one, as in a register of companies."""
        return not self.kinds.isdisjoint(("company", "joint-stock"))


_NONE: frozenset[str] = frozenset()


def strip_forms(name: str) -> Stripped:
    """Return a normal name without legal forms at its end and in front.

    >>> strip_forms("huawei investment and holding co ltd").core
    'huawei investment'
    >>> strip_forms("平安保险 集团 股份有限公司").core, strip_forms("公司").core
    ('平安保险', '公司')
    """
    kinds: set[str] = set()
    words = name.split(" ")
    words = _without_front(words, kinds)
    words = _without_end(words, kinds)
    return Stripped(" ".join(words), frozenset(kinds) if kinds else _NONE)


def _without_front(words: list[str], kinds: set[str]) -> list[str]:
    front, glued = _forms()["front"], _forms()["glued front"]
    while len(words) > 1 and words[0] in front:
        kinds.add(front[words[0]])
        words = words[1:]
    for length in range(min(len(words[0]) - 1, 6), 1, -1):
        kind = glued.get(words[0][:length])
        if kind is not None and (kind != "share" or _HAN_START.match(words[0], length)):
            kinds.add(kind)
            return [words[0][length:], *words[1:]]
    return words


def _without_end(words: list[str], kinds: set[str]) -> list[str]:
    for _form in range(_MOST_FORMS):
        shorter = _one_off(words, kinds)
        if shorter is None:
            break
        words = shorter
    return words


def _one_off(words: list[str], kinds: set[str]) -> list[str] | None:
    """Return the words without the longest form at their end, None if there is none."""
    end, glued, share = _forms()["end"], _forms()["glued end"], _forms()["han-end"]
    for count in range(min(len(words) - 1, _MOST_WORDS), 0, -1):
        kind = end.get(" ".join(words[-count:]))
        if kind is not None:
            kinds.add(kind)
            return words[:-count]
    last = words[-1]
    if len(words) == 1 and last in end:
        return None
    if len(words) > 1 and last in share and _HAN_END.search(words[-2]):
        return words[:-1]
    for length in range(min(len(last) - 1, _LONGEST), 0, -1):
        tail = last[-length:]
        kind = glued.get(tail)
        if kind is not None or (tail in share and _HAN_END.search(last[:-length])):
            if kind is not None:
                kinds.add(kind)
            return [*words[:-1], last[:-length]]
    return None


@cache
def _forms() -> Mapping[str, Mapping[str, str]]:
    """Return the forms by place; those in Han or Hangul may be glued to the name."""
    rows = rows_of("legal_forms.csv")
    found: dict[str, dict[str, str]] = {
        place: {} for place in ("front", "end", "han-end", "glued front", "glued end")
    }
    for row, form in zip(rows, normal_forms([row["form"] for row in rows]), strict=True):
        places = ("front", "end") if row["position"] == "both" else (row["position"],)
        for place in places:
            found[place][form] = row["kind"]
            marked = (place, row["kind"]) == ("front", "share")
            if len(form) > 1 and (marked or not form.isascii()):
                found[f"glued {place}"][form] = row["kind"]
    return found

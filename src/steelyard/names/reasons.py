"""Why two names were scored as they were, kept as codes and said as sentences.

The score itself is left to ``score``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from steelyard.i18n import Message, message

__all__ = ["Code", "Reason", "in_words"]

Code = Literal[
    "exact",
    "writing",
    "meaning",
    "slip",
    "pinyin",
    "within",
    "extra",
    "conflict",
    "registered",
    "group",
    "initials",
    "ambiguous",
    "decided",
]


class Reason(NamedTuple):
    """A reason, and the parts of the names that it is about."""

    code: Code
    one: str = ""
    two: str = ""


_SENTENCES: Mapping[Code, Callable[[str, str], Message]] = {
    "exact": lambda one, two: message("The names are the same."),
    "writing": lambda one, two: message(
        "The same but for script, case, spaces, punctuation or legal form."
    ),
    "meaning": lambda one, two: message(
        "The same part by part, by the tables of words, brands and aliases."
    ),
    "slip": lambda one, two: message("“{one}” and “{two}” are spelled alike.", one=one, two=two),
    "pinyin": lambda one, two: message(
        "“{one}” and “{two}” are read alike in pinyin.", one=one, two=two
    ),
    "within": lambda one, two: message(
        "Of “{one}” and “{two}” one stands within the other.", one=one, two=two
    ),
    "extra": lambda one, two: message("Only one of them has “{part}”.", part=one),
    "conflict": lambda one, two: message("One has “{one}”, the other “{two}”.", one=one, two=two),
    "registered": lambda one, two: message("Both are full registered names, and they differ."),
    "group": lambda one, two: message(
        "One is a group, the other a holding or joint-stock company."
    ),
    "initials": lambda one, two: message(
        "“{one}” may be the initials of “{two}”.", one=one, two=two
    ),
    "ambiguous": lambda one, two: message("“{other}” is as like.", other=one),
    "decided": lambda one, two: message("Decided in the review file."),
}


def in_words(reasons: Iterable[Reason]) -> str:
    """Return reasons as sentences in the current language.

    >>> in_words([Reason("extra", "科技"), Reason("registered")])
    'Only one of them has “科技”. Both are full registered names, and they differ.'
    """
    return " ".join(str(_SENTENCES[code](one, two)) for code, one, two in reasons)

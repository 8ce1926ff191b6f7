"""Which language and script a text is written in, guessed from its characters."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from steelyard.claims.text.vocabulary import table

__all__ = ["Language", "language_of"]

Language = Literal["zh-Hant", "zh-Hans", "en"]
_SAMPLE = 200_000
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")


@cache
def _scripts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = table("scripts")
    traditional, simplified = (
        "".join(row[name] for row in rows) for name in ("traditional", "simplified")
    )
    return re.compile(f"[{traditional}]"), re.compile(f"[{simplified}]")


def language_of(text: str) -> Language:
    """Return the language that most of a text's beginning is in.

    Chinese without a character that differs between the scripts counts as Traditional.

    >>> [language_of(text) for text in ("上榜180个品牌", "上榜180個品牌", "180 brands")]
    ['zh-Hans', 'zh-Hant', 'en']
    """
    sample = text[:_SAMPLE]
    if len(_IDEOGRAPH.findall(sample)) * 12 < len(sample.replace(" ", "")):
        return "en"
    traditional, simplified = (len(script.findall(sample)) for script in _scripts())
    return "zh-Hans" if simplified > traditional else "zh-Hant"

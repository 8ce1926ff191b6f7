"""The patterns that figures are found by: one for where they may begin, one for all of them.

Every repetition is possessive or bounded, so that time grows with the length of the text and
with nothing else. What a match means is left to ``reading``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from steelyard.claims.text.vocabulary import LATIN, alternatives, border, spellings, table, words

__all__ = ["candidates", "chinese_begin", "digits_begin", "english_begin"]

_DECIMAL = (
    r"(?:[0-9０-９]{1,3}(?:(?:[,\u2009\u202f\u00a0'’]|(?<=[０-９])，(?=[０-９]))"
    r"[0-9０-９]{3}(?![0-9０-９]))+|[0-9０-９]++)(?:[.．][0-9０-９]++)?"
)
_NUMERALS = "〇零○一二兩两三四五六七八九十百千"
_CHINESE = (
    rf"[{_NUMERALS}][{_NUMERALS}萬万億亿兆]*+(?:[點点][〇零一二三四五六七八九]++)?"
    r"|[萬万億亿][萬万億亿]?+"
)
_SEVERAL = r"[數数幾几][十百千萬万億亿][百千萬万億亿]*+"
_START = rf"(?<![{LATIN}0-9'’-])"
_STOP = rf"(?![{LATIN}-])"


def _nowhere(begins: Callable[[str], bool]) -> str:
    """Return the pattern of words whose digits and numerals are no figures, by how they begin."""
    conditions = {}
    for row in table("words_without_figures"):
        word = row["word"]
        if not begins(word):
            continue
        condition = border(word)
        if word[-1] in _NUMERALS:
            condition = f"(?![{_NUMERALS}萬万億亿兆])"
        if row["not_before"]:
            condition = f"(?![{row['not_before']}])"
        conditions[word] = condition
    return alternatives(conditions)


def _english() -> str:
    """Return the pattern of a number in English words."""
    units, tens = (alternatives(words("number_words", "kind", kind)) for kind in ("unit", "ten"))
    small = f"(?:{tens}(?:[- ]{units})?|{units})"
    big = alternatives(words("number_words", "kind", "big"))
    several = "(?:several|a few)"
    hundreds = (
        f"(?:(?:{small}|{several}|an?)[ ](?:hundred|dozen)(?:[ ](?:and[ ])?{small})?"
        f"|{small}|(?:an?|{several})(?=[ ]{big})|{several})"
    )
    return rf"{hundreds}(?:[ ]{big}[ ](?:and[ ])?{hundreds})*(?![{LATIN}])"


@cache
def digits_begin() -> re.Pattern[str]:
    """Return the pattern of what begins with a digit.

    Its groups, of which the last one says what was matched: ``plain`` or ``digits`` for a number
    (the first where nothing after it can make it something else); ``skipped`` for what is no
    figure; ``share`` (with ``whole``) for 100分之5, ``under`` (with ``over``) for 3/4,
    ``date``.
    """
    names = (row["word"] for row in table("magnitudes"))
    compound = alternatives([name for name in names if not name.isascii()])
    left, number = _left(), f"{_DECIMAL}(?:{compound}{_DECIMAL})*"
    words_in_digits = _nowhere(lambda word: word[0].isdigit())
    skipped = (
        words_in_digits,
        "0[到至]1(?![0-9.%％])|1[到至][Nn](?![a-z])",
        rf"{_START}(?i:0 to (?:one|1))(?![0-9%{LATIN}]|[.,][0-9])|{_START}(?i:1 to n)(?![{LATIN}])",
        r"(?<![0-9.])[0-9]++(?:\.[0-9]++){2,}",
        "(?<![0-9])[0-9]{1,2}[:：][0-9]{2}(?![0-9])",
        r"(?<![0-9])[0-9]{2,4}-[0-9]{3,4}-?[0-9]{4}(?![0-9])",
        "0[0-9]{1,3}[)）] ?[0-9]{3,4}-?[0-9]{4}(?![0-9])",
        "(?<![0-9])1[3-9][0-9]{9}(?![0-9])",
    )
    return re.compile(
        f"(?!{words_in_digits}){left}(?P<plain>{number})"
        "(?![-.:：/@_分到至][0-9A-Za-z一之]| to [1Nno]|[)）] ?[0-9])(?<![0-9]{11})"
        f"|(?P<skipped>{'|'.join(skipped)})"
        r"|(?<![0-9])(?P<date>(?:19|20)[0-9]{2})[-/](?:0?[1-9]|1[0-2])[-/][0-9]{1,2}(?![0-9])"
        rf"|(?P<whole>[0-9]{{1,3}})分之(?P<share>{_DECIMAL}|{_CHINESE})"
        rf"|{left}(?<![0-9]/)(?P<over>[0-9]{{1,4}})/(?P<under>[0-9]{{1,4}})(?![0-9/])"
        f"|{left}(?P<digits>{number})(?![@_])"
    )


@cache
def chinese_begin() -> re.Pattern[str]:
    """Return the pattern of what begins with a Chinese numeral, or a word that holds one.

    Its groups, of which the last one says what was matched: ``chinese``; ``skipped``; ``share``
    (with ``whole``); ``half``; ``doubled``.
    """
    return re.compile(
        rf"(?P<whole>[{_NUMERALS}萬万]{{1,4}}+)分之(?P<share>{_DECIMAL}|{_CHINESE})"
        rf"|(?P<skipped>零[到至]一|一[到至][Nn](?![a-z])|\[[0-9]{{1,3}}\]"
        rf"|{_nowhere(lambda word: not word[0].isascii())})"
        "|(?P<half>一半|半[數数]"
        "|(?<=[過过逾超近約约到足])半(?![年天個个導导徑径月日場场夜小時时]))"
        "|(?P<doubled>翻了?[一二兩两三]?番|翻倍)"
        "|(?P<chinese>[數数幾几][十百千萬万億亿][百千萬万億亿]*+"
        f"|[數数幾几](?=[個个家名座款項项種种位條条次])|{_CHINESE})"
    )


@cache
def english_begin() -> re.Pattern[str]:
    """Return the pattern of what begins with an English word, and of addresses.

    Its groups, of which the last one says what was matched: ``english``; ``skipped``; ``halved``
    (with ``half_of``), ``times``, ``among`` (with ``chosen``) for one in five, ``part``
    (with ``parts``), ``plural``, ``place``.
    """
    part, unit, ten, ordinal, times = (
        alternatives(words("number_words", "kind", kind))
        for kind in ("part", "unit", "ten", "ordinal", "times")
    )
    big = "dozens|hundreds|thousands|millions|billions|trillions"
    tens = "(?:several |many )?(?:tens|dozens|hundreds|thousands) of "
    return re.compile(
        rf"(?P<skipped>https?://[^\s，。、；）)」』]++|www\.[^\s，。、；）)」』]++"
        rf"|{_START}(?i:(?:from )?(?:zero|0) to (?:one|1))(?![0-9%{LATIN}]|[.,][0-9])"
        rf"|{_START}(?i:one to n)(?![{LATIN}]))"
        rf"|{_START}(?i:"
        rf"(?P<halved>half(?: an? (?P<half_of>dozen|thousand|million|billion|trillion))?){_STOP}"
        rf"|(?P<times>{times}){_STOP}"
        rf"|(?P<chosen>{unit})[ -](?:in|out of)[ -](?:every )?(?P<among>{unit}){_STOP}"
        rf"|(?P<parts>{unit}|an?)[ -](?P<part>{part}){_STOP}"
        rf"|(?P<plural>(?:{tens})?(?:{big})){_STOP}"
        rf"|(?P<place>(?:{ten}-)?{ordinal})(?:{_STOP}|(?=-(?:largest|biggest|highest)))"
        rf"|(?P<english>{_english()}))"
    )


def _left() -> str:
    """Return the pattern of what must not stand before digits: a name, a version, a code."""
    codes = sorted({row["code"] for row in table("currencies") if row["code"]} | {"RMB", "NTD"})
    return (
        rf"(?:(?<![{LATIN}_@])|(?<={'|'.join(codes)})|(?<=FY))(?<![0-9０-９])(?<![0-9][.．])"
        r"(?:(?<![A-Za-z]-)|(?<=[Mm]id-)|(?<=pre-|Pre-)|(?<=post-)|(?<=top-))"
    )


@cache
def candidates() -> re.Pattern[str]:
    """Return the pattern of where a figure, or what looks like one, may begin; it is fast.

    Its groups say by what: ``digits``, ``chinese``, ``english``.
    """
    firsts = {row["word"][0] for row in table("words_without_figures")}
    firsts |= set(f"{_NUMERALS}萬万億亿數数幾几半翻[")
    begin = {row["word"] for row in table("number_words")}
    begin |= {"a", "A", "an", "An", "several", "from", "http", "https", "www"}
    begin |= {
        row["word"] + "s"
        for row in table("number_words")
        if row["kind"] in ("hundred", "big", "dozen")
    }
    begin |= {"tens"}
    known = [form for word in sorted(begin) for form in spellings(word)]
    characters = "".join(
        re.escape(character)
        for character in sorted(firsts)
        if not character.isdigit() or ord(character) > 255
    )
    return re.compile(
        rf"(?P<digits>[0-9０-９]++)|(?P<chinese>[{characters}])"
        rf"|(?<![{LATIN}])(?P<english>{alternatives(known)})(?![{LATIN}])"
    )

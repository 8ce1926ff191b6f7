"""Which place a value means: a country or a province of China, by its code or its name.

Names are CLDR's in the three languages, ours where people write something shorter
(``countries.csv``), and other ways of writing them (``aliases.csv``). Provinces are in
``provinces.csv``, after GB/T 2260. What is not known stays unknown; nothing is guessed.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from steelyard.i18n import LANGUAGES, language

__all__ = ["ENOUGH", "Kind", "Places", "is_code", "place_name", "recognised"]

Kind = Literal["countries", "provinces"]
ENOUGH = 0.8
"""The share of a column's values that must be places for a map to be drawn."""
_TOO_MANY = 600
"""So many values cannot be places: there are half as many, even if some are written in two ways."""
_FOLDER = Path(__file__).parent
_SPEAKS_OF_PLACES = re.compile(
    r"countr|nation|econom|territor|provinc|state|place|location|region|geo|iso|origin|home|"
    r"headquarter|國|国|省|地區|地区|區域|区域|總部|总部|所在",
    re.IGNORECASE,
)
_KIND_OF_PROVINCE = re.compile(
    r"(?:省|市|(?:壯族|壮族|回族|維吾爾|维吾尔)?自治[區区]|特[別别]行政[區区]"
    r"| (?:zhuang |hui |uygur |uyghur )?autonomous region| province| municipality| sar"
    r"| special administrative region)$"
)
_CODE = re.compile(r"[A-Z]{2,3}|CN-[A-Z0-9]{2}|\d{2}|\d{6}")
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""What CLDR has among the territories besides places."""
_LOCALES = ("en", "zh_Hant", "zh_Hans", "zh_Hant_HK")


@dataclass(frozen=True)
class Places:
    """The places that the values of a column mean.

    Parameters
    ----------
    kind
        What they are.
    codes
        The code of each value that is known: ISO 3166 of two letters, or GB/T 2260.
    unknown
        The others.
    """

    kind: Kind
    codes: Mapping[str, str]
    unknown: tuple[str, ...]


def recognised(values: Sequence[str], about: str) -> Places | None:
    """Return what places the values of a column mean; None where too few are places.

    Parameters
    ----------
    values
        The values, each once.
    about
        What the column is called: codes are places only where it speaks of places, since HR and
        IT may be departments.

    Examples
    --------
    >>> recognised(["Korea, Rep. of", "臺灣", "USA", "Atlantis", "UK"], "country").codes["臺灣"]
    'TW'
    >>> recognised(["HR", "IT"], "department") is None
    True
    >>> recognised(["广西壮族自治区", "440000"], "省").codes
    {'广西壮族自治区': '450000', '440000': '440000'}
    """
    if len(values) > _TOO_MANY:
        return None
    coded = _SPEAKS_OF_PLACES.search(about) is not None
    best: Places | None = None
    known: Sequence[tuple[Kind, Mapping[str, str], Mapping[str, str]]] = (
        ("countries", _country_names(), _country_codes()),
        ("provinces", _province_names(), _province_codes()),
    )
    for kind, names, codes in known:
        found = {
            value: code
            for value in values
            if (code := (coded and codes.get(value.strip())) or names.get(_plain(value)))
        }
        if found and (best is None or len(found) > len(best.codes)):
            unknown = tuple(value for value in values if value not in found)
            best = Places(kind, found, unknown)
    return best if best is not None and len(best.codes) >= ENOUGH * len(values) else None


def is_code(value: str) -> bool:
    """Return whether a value is a place's code, for which people read its name.

    Examples
    --------
    >>> is_code("TW"), is_code("TWN"), is_code("440000"), is_code("Taiwan")
    (True, True, True, False)
    """
    return _CODE.fullmatch(value.strip()) is not None


def place_name(kind: Kind, code: str) -> str:
    """Return what a place is called in the current language.

    Examples
    --------
    >>> place_name("countries", "KR"), place_name("provinces", "440000")
    ('South Korea', 'Guangdong')
    """
    if kind == "provinces":
        return _provinces()[code][language()]
    return _said(language()).get(code, code)


@cache
def _said(tag: str) -> Mapping[str, str]:
    """Return what countries are called in a language."""
    from babel import Locale

    ours = {row["code"]: row[tag] for row in _rows("countries.csv")}
    return dict(Locale.parse(tag, sep="-").territories) | ours


@cache
def _country_names() -> Mapping[str, str]:
    """Return the codes of countries by name, made plain."""
    from babel import Locale

    found: dict[str, str] = {}
    for locale in _LOCALES:
        for code, name in Locale.parse(locale).territories.items():
            if _is_country(code):
                found.setdefault(_plain(name), code)
    for row in _rows("countries.csv"):
        found |= {_plain(row[tag]): row["code"] for tag in LANGUAGES}
    return found | {_plain(row["alias"]): row["code"] for row in _rows("aliases.csv")}


@cache
def _country_codes() -> Mapping[str, str]:
    """Return the codes of two letters by themselves and by those of three."""
    from babel.core import get_global

    codes = [code for code in _said("en") if _is_country(code)]
    longer = {
        name: others[0]
        for name, others in get_global("territory_aliases").items()
        if len(name) == 3 and name.isalpha() and len(others) == 1
    }
    return {code: code for code in codes} | longer | {"XKX": "XK"}


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES


@cache
def _provinces() -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in _rows("provinces.csv")}


@cache
def _province_names() -> Mapping[str, str]:
    found = {
        _plain(row[tag]): code for code, row in _provinces().items() for tag in ("en", *LANGUAGES)
    }
    return found | {"xizang": "540000", "nei mongol": "150000", "macau": "820000"}


@cache
def _province_codes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code, row in _provinces().items():
        found |= {code: code, code[:2]: code}
        found |= {f"CN-{row['letters']}": code, f"CN-{code[:2]}": code}
    return found


def _plain(name: str) -> str:
    """Return a name without accents, case, punctuation, 臺 for 台, and the kind of province.

    Examples
    --------
    >>> _plain("Côte d’Ivoire"), _plain("臺灣省"), _plain("Guangdong Province")
    ('cote d ivoire', '台灣', 'guangdong')
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    words = re.sub(r"[^\w]+", " ", bare.replace("&", " and ")).strip().replace("臺", "台")
    return _KIND_OF_PROVINCE.sub("", words).strip() or words


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)

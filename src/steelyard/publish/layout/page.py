"""A page: one content, written twice, as HTML for people and as JSON for programs.

What a page shows is plain data (numbers, texts, lists, mappings); its template turns them into
HTML, and the JSON at the same address is the data themselves. A page loads nothing from
elsewhere, and its policy forbids it to.

Source: W3C, Content Security Policy Level 3; WHATWG HTML, the ``lang`` and ``hreflang`` attributes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from steelyard.i18n import LANGUAGES, language, speaking
from steelyard.publish import numbers
from steelyard.publish.layout.policy import POLICY

__all__ = [
    "LANGUAGE_NAMES",
    "Link",
    "Masthead",
    "Page",
    "environment",
    "files_of",
    "upwards",
]

LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType(
    {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}
)
_ROOM = Path(__file__).parent.parent
_NOTHING = Markup("")


@dataclass(frozen=True)
class Link:
    """An entry of the navigation.

    Parameters
    ----------
    section
        The section that it leads to.
    address
        Its page within the language's folder, without suffix.
    title
        What it is called.
    """

    section: str
    address: str
    title: str


@dataclass(frozen=True)
class Masthead:
    """What every page of one language shares.

    Parameters
    ----------
    tag
        The language.
    title, about
        What is published.
    links
        The navigation.
    notice
        What stands at the foot of each page.
    said
        Fixed texts of the frame by name.
    papers
        Whether there is a report as PDF, and a brief for each unit.
    """

    tag: str
    title: str
    about: str
    links: tuple[Link, ...]
    notice: str
    said: Mapping[str, str]
    papers: bool = False


@dataclass(frozen=True)
class Page:
    """A page in one language.

    Parameters
    ----------
    address
        Where it stands in the language's folder, without suffix: ``units/finland``.
    title
        Its heading.
    section
        The entry of the navigation that it belongs to.
    template
        Its template, within ``publish``.
    content
        What it shows, as plain data; this is what the JSON has.
    said
        Fixed texts of its template by name.
    scripts
        The scripts that it needs, files of ``assets/``.
    parents
        The pages above it, addresses and titles.
    styles
        The style sheets that it needs beside the site's, files of ``assets/``.
    body
        What another template of ours made of the same content, ready to stand in this one.
    """

    address: str
    title: str
    section: str
    template: str
    content: Mapping[str, Any]
    said: Mapping[str, str] = field(default_factory=dict)
    scripts: tuple[str, ...] = ()
    parents: tuple[tuple[str, str], ...] = ()
    styles: tuple[str, ...] = ()
    body: Markup = _NOTHING


def files_of(page: Page, masthead: Masthead) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    """Return the two files of a page with their places in the site."""
    place = f"{masthead.tag}/{page.address}"
    with speaking(masthead.tag):
        return (
            (f"{place}.html", _html(page, masthead).encode("utf-8", "replace")),
            (f"{place}.json", _json(page, masthead)),
        )


def upwards(address: str) -> str:
    """Return the way from a page of a language to the root of the site.

    Examples
    --------
    >>> upwards("ranking"), upwards("units/finland")
    ('../', '../../')
    """
    return "../" * (address.count("/") + 1)


def _html(page: Page, masthead: Masthead) -> str:
    template = environment().get_template(page.template)
    root = upwards(page.address)
    return template.render(
        page=page,
        content=page.content,
        said=page.said,
        masthead=masthead,
        root=root,
        home=root + masthead.tag + "/",
        languages=[(tag, LANGUAGE_NAMES[tag]) for tag in LANGUAGES],
        policy=POLICY,
    )


def _json(page: Page, masthead: Masthead) -> bytes:
    content = {
        "title": page.title,
        "language": masthead.tag,
        "publication": masthead.title,
        "page": f"{page.address}.html",
        **page.content,
    }
    text = json.dumps(_plain(content), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace") + b"\n"


def _plain(value: Any) -> Any:
    """Return what JSON can hold: what is not a finite number is null."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(name): _plain(one) for name, one in value.items()}
        case str() | None | bool() | int():
            return value
        case Sequence():
            return [_plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} is no plain data")


@cache
def environment() -> Environment:
    """Return how templates are read: all texts escaped, nothing undefined."""
    made = Environment(
        loader=FileSystemLoader(_ROOM),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "number": numbers.number,
        "percent": numbers.percent,
        "rank": numbers.rank,
        "day": numbers.day,
    }
    made.globals |= {"current_language": language}
    return made

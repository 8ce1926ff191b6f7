"""Messages in English, Traditional Chinese and Simplified Chinese.

English sentences are the keys of the gettext catalogues in ``locale/``.
:func:`message` keeps a sentence and its values apart, so that what is written
in one language (an error, a finding of an edition) can be read in another.
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

__all__ = [
    "LANGUAGES",
    "Message",
    "_",
    "default_language",
    "language",
    "message",
    "set_language",
    "speaking",
]

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
_LOCALES = Path(__file__).parent / "locale"
_current: ContextVar[str | None] = ContextVar("language", default=None)


def default_language() -> str:
    """Return the language of the environment's locale, English if it is none of ours."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return _closest(value.split(":", maxsplit=1)[0])
    return "en"


def _closest(tag: str) -> str:
    parts = tag.split(".", maxsplit=1)[0].replace("_", "-").lower().split("-")
    if parts[0] != "zh":
        return "en"
    return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts[1:]) else "zh-Hans"


def language() -> str:
    """Return the language that messages are in."""
    return _current.get() or default_language()


def set_language(tag: str | None) -> None:
    """Set the language of messages; None goes back to the locale's."""
    if tag is not None and tag not in LANGUAGES:
        raise ValueError(f"unknown language {tag!r}, expected one of {', '.join(LANGUAGES)}")
    _current.set(tag)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Set the language of messages for a while.

    >>> with speaking("zh-Hant"):
    ...     language()
    'zh-Hant'
    """
    before = _current.get()
    set_language(tag)
    try:
        yield
    finally:
        _current.set(before)


@cache
def _catalogue(tag: str) -> _gettext.NullTranslations:
    if tag == "en":
        return _gettext.NullTranslations()
    return _gettext.translation("steelyard", _LOCALES, languages=[tag.replace("-", "_")])


def _(text: str, tag: str | None = None) -> str:
    """Translate a fixed text into the current language, or into ``tag``."""
    return _catalogue(tag or language()).gettext(text)


@dataclass(frozen=True)
class Message:
    """A sentence with named gaps and what fills them.

    Parameters
    ----------
    template
        The English sentence with ``{name}`` gaps; the key of the catalogues.
    values
        What fills the gaps. A value that is itself a Message, or a text of a scheme, is rendered
        in the same language.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def render(self, tag: str | None = None) -> str:
        """Return the sentence in the language ``tag``, by default the current one."""
        values = {
            name: value.render(tag) if hasattr(value, "render") else value
            for name, value in self.values.items()
        }
        return _(self.template, tag).format_map(values)

    def __str__(self) -> str:
        return self.render()


def message(template: str, /, **values: object) -> Message:
    """Make a translatable message; the name is the catalogues' extraction keyword.

    >>> message("{count} units", count=3).render("en")
    '3 units'
    """
    return Message(template, values)

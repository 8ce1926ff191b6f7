"""From plain data to tagged PDF: Typst with the templates of this folder, the same bytes always.

Texts reach a template as JSON, never as markup. PDF/UA is asked for, and Typst refuses what does
not comply: a picture without a text, a heading level left out, a letter that no font has.

Source: ISO 14289-1:2014 (PDF/UA-1).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steelyard import __version__
from steelyard.publish.paper.characters import (
    breakable,
    missing,
    of_picture,
    printable,
    strings,
    translated,
)
from steelyard.publish.paper.fonts import families, machine_fonts

if TYPE_CHECKING:
    import typst

__all__ = ["Typesetter", "pages_of"]

_ROOM = Path(__file__).parent
_STYLE = "style.typ"
_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")
_PLACES = {"en": ("en", None), "zh-Hant": ("zh", "TW"), "zh-Hans": ("zh", "CN")}
"""The language and region that Typst sets text by: quotation marks, forms of punctuation."""


class Typesetter:
    """Sets papers of one template in one language.

    Parameters
    ----------
    template
        A file of this folder: ``brief.typ``.
    tag
        The language.
    chosen
        The families; those of the language if absent.
    """

    def __init__(self, template: str, tag: str, chosen: tuple[str, ...] | None = None) -> None:
        self.template = template
        self.tag = tag
        self.families = families(tag) if chosen is None else chosen
        self._known = {chr(code) for code in range(0x20, 0x7F)}
        self._lacking: frozenset[str] = frozenset()

    def manuscript(
        self, data: Mapping[str, Any], pictures: Sequence[str] = ()
    ) -> Mapping[str, Any]:
        """Return what a template is given: only what can be printed.

        Parameters
        ----------
        data
            What the template asks for, as plain data.
        pictures
            Pictures that it shows, as SVG.
        """
        self._look_at([data, *pictures])
        lang, region = _PLACES[self.tag]
        return {
            **translated(data, lambda text: breakable(self._printable(text))),
            "lang": lang,
            "region": region,
            "fonts": list(self.families),
            "replaced": any(not self._lacking.isdisjoint(text) for text in strings(data)),
            "pictures": [of_picture(one, self._printable) for one in pictures],
        }

    def digest(self, manuscript: Mapping[str, Any]) -> str:
        """Return the SHA-256 of all that a paper is made of; it stands among its keywords."""
        made_of = [_sources(self.template), json.dumps(manuscript, ensure_ascii=False)]
        return hashlib.sha256("".join(made_of).encode()).hexdigest()

    def pdf(self, manuscript: Mapping[str, Any], digest: str | None = None) -> bytes:
        """Return a paper.

        Parameters
        ----------
        manuscript
            See :meth:`manuscript`.
        digest
            The digest that it bears; its own if absent.
        """
        told = {**manuscript, "digest": digest or self.digest(manuscript)}
        return _compiled(self._compiler, told)

    def _printable(self, text: str) -> str:
        return printable(text, self._lacking)

    def _look_at(self, data: Any) -> None:
        """Find out which of the characters of a paper can be shown."""
        new = {one for text in strings(data) for one in text} - self._known
        if not new:
            return
        plain = [one for one in sorted(new) if printable(one) == one]
        self._lacking |= missing(plain, self._shows)
        self._known |= new

    def _shows(self, text: str) -> bool:
        import typst

        try:
            _compiled(self._letters, {"text": text, "fonts": list(self.families)})
        except typst.TypstError:
            return False
        return True

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return _compiler(self.template)

    @cached_property
    def _letters(self) -> typst.Compiler:
        return _compiler("letters.typ")


def _compiler(template: str) -> typst.Compiler:
    import typst

    return typst.Compiler(_ROOM / template, root=_ROOM, font_paths=machine_fonts())


def _compiled(compiler: typst.Compiler, data: Mapping[str, Any]) -> bytes:
    given = json.dumps(data, ensure_ascii=False, allow_nan=False)
    made = compiler.compile(format="pdf", sys_inputs={"data": given}, pdf_standards="ua-1")
    assert isinstance(made, bytes)
    return made


@cache
def _sources(template: str) -> str:
    """Return what shapes a paper besides its data: the templates and Typst's version."""
    texts = [(_ROOM / name).read_text(encoding="utf-8") for name in (template, _STYLE)]
    return "".join([__version__, version("typst"), *texts])


def pages_of(pdf: bytes) -> int:
    """Return how many pages a PDF of Typst has."""
    found = _COUNT.search(pdf)
    assert found is not None
    return int(found[1])

"""What all sections of the method page share: what things are called, where they stand, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from steelyard.evaluation.descriptions import describe
from steelyard.i18n import Message, message
from steelyard.publish.source import Source
from steelyard.reports.words import Vocabulary, titled
from steelyard.scheme.base import Text
from steelyard.scheme.tree import Citation

__all__ = ["CERTAINTIES", "Telling", "address_of", "anchor", "text_of"]

CERTAINTIES: Mapping[str, tuple[Message, Message]] = {
    "official": (message("official"), message("The text itself was read.")),
    "press": (message("press"), message("Reported by the press.")),
    "secondary": (message("secondary"), message("A third party's account, not verified.")),
    "own": (message("author's own"), message("A judgement of the scheme's author.")),
}
"""How sure a rule is: what it is called, and what that means."""


def anchor(kind: str, name: str) -> str:
    """Return the anchor of something on the method page.

    Names of a scheme are letters of any script, digits, underscores and hyphens, so they may stand
    in an ``id`` and in an address as they are.

    Parameters
    ----------
    kind
        ``indicator``, ``criterion``, ``figure``, ``rule``, ``table``, ``source`` or ``kind``.
    name
        Its name in the scheme.

    Examples
    --------
    >>> anchor("indicator", "patents")
    'indicator-patents'
    """
    return f"{kind}-{name}"


def address_of(url: str | None) -> str | None:
    """Return an address that a link may lead to: one of the web, and no other.

    Examples
    --------
    >>> address_of("https://example.org/a"), address_of("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def text_of(text: Text | Message | str | None) -> str | None:
    """Return a text of the scheme in the current language."""
    return text.render() if isinstance(text, Text | Message) else text


@dataclass(frozen=True)
class Telling:
    """A publication whose method is told in the current language.

    Parameters
    ----------
    source
        What is published.
    """

    source: Source

    @cached_property
    def words(self) -> Vocabulary:
        """What tables, columns, figures and codes are called."""
        return Vocabulary(self.source.scheme, self.source.labels)

    @cached_property
    def weights(self) -> Mapping[str, Mapping[str, Any]]:
        """What each node weighs, as the edition has it."""
        table = self.source.table("weights")
        return {} if table is None else {row["node"]: row for row in table.iter_rows(named=True)}

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The parent of each node but the root."""
        nodes = self.source.scheme.nodes()
        return {part: name for name, node in nodes.items() for part in node.parts or {}}

    def title(self, name: str) -> Message:
        """Return what a node, or else a column or figure, is called."""
        scheme = self.source.scheme
        node = scheme.nodes().get(name)
        if node is None:
            return titled(describe(scheme, name)[0])
        if node.title is not None:
            return titled(node.title)
        return titled(name if node.parts else describe(scheme, node.indicator or name)[0])

    def node(self, name: str) -> dict[str, str]:
        """Return a node as something that a link leads to."""
        kind = "criterion" if self.source.scheme.nodes()[name].parts else "indicator"
        return {"name": name, "title": str(self.title(name)), "anchor": anchor(kind, name)}

    def citation(self, source: Citation | None) -> dict[str, Any] | None:
        """Return where a rule comes from, and how sure it is."""
        if source is None:
            return None
        publication = self.source.scheme.sources[source.ref]
        return {
            "ref": source.ref,
            "anchor": anchor("source", source.ref),
            "title": text_of(publication.title),
            "number": publication.number,
            "at": text_of(source.at),
            "note": text_of(source.note),
            "certainty": source.certainty,
            "certainty_words": str(CERTAINTIES[source.certainty][0]),
        }

    def cited(self, name: str) -> tuple[dict[str, Any] | None, bool]:
        """Return the source of a node, and whether it is that of a criterion above."""
        nodes, at = self.source.scheme.nodes(), name
        while nodes[at].source is None and at in self.parents:
            at = self.parents[at]
        return self.citation(nodes[at].source), at != name

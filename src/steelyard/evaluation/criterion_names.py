"""What people call a criterion: its name in the tree, or its title in any language.

Managers fill in templates in their own language; what they write there finds its node here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.errors import nearest
from steelyard.scheme.scheme import Scheme

__all__ = ["CriterionNames"]

_NUMBER = re.compile(r"^\s*\d+[\s.、．)）]+")


@dataclass(frozen=True)
class CriterionNames:
    """The nodes of a tree by all that they are called.

    Parameters
    ----------
    nodes
        The node of each name and title, folded; None where several nodes have the same title.

    Examples
    --------
    >>> from steelyard import Scheme
    >>> CriterionNames.of(Scheme.load("tai")).find(" Patents")
    'patents'
    """

    nodes: Mapping[str, str | None]

    @classmethod
    def of(cls, scheme: Scheme) -> CriterionNames:
        """Return the names of a scheme's tree; a node's name goes before another's title."""
        found: dict[str, str | None] = {}
        for name, node in scheme.nodes().items():
            titles = node.title.translations.values() if node.title else ()
            for title in {said for text in titles for said in (_fold(text), _unnumbered(text))}:
                found[title] = None if title in found else name
        return cls(found | {_fold(name): name for name in scheme.nodes()})

    def find(self, text: str) -> str | None:
        """Return the node that is called so, None if there is none or more than one."""
        return self.nodes.get(_fold(text))

    def nearest(self, text: str) -> str | None:
        """Return the name or title closest to one that is not known."""
        return nearest(_fold(text), list(self.nodes))


def _unnumbered(text: str) -> str:
    """Return a title without the number that it begins with: “5 Green” is called “Green” too."""
    return _fold(_NUMBER.sub("", text)) or _fold(text)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()

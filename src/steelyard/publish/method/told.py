"""A method as it is told to readers: a sentence, its formula, what else to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steelyard.i18n import Message
from steelyard.publish.method.formula import Formula

__all__ = ["Told"]


@dataclass(frozen=True)
class Told:
    """How a setting of a scheme is told.

    Parameters
    ----------
    words
        What it does, in a sentence or a part of one.
    formula
        How that is computed, where it can be written down shortly.
    notes
        Sentences on what happens at its limits.
    steps
        A table of what gives what: bands of points, classes.
    """

    words: Message
    formula: Formula | None = None
    notes: tuple[Message, ...] = ()
    steps: tuple[tuple[Message, Message], ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return it in the current language, as a page has it."""
        return {
            "words": str(self.words),
            "formula": None if self.formula is None else self.formula.plain(),
            "notes": [str(note) for note in self.notes],
            "steps": [{"figure": str(when), "gives": str(gives)} for when, gives in self.steps],
        }

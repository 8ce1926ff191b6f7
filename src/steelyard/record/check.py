"""Whether a record is as it was written: the chain, and what it says against the edition."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.errors import EditionError, UsageError
from steelyard.evaluation.edition import Edition
from steelyard.i18n import message
from steelyard.record.beginning import beginning, keeps_record
from steelyard.record.bounds import bounds
from steelyard.record.chain import Chain, Fault, read
from steelyard.record.entry import AUTOMATIC, Entry
from steelyard.record.outcome import outcome
from steelyard.record.standing import Standing, standing

__all__ = ["TOLERANCE", "RecordCheck", "check"]

TOLERANCE = 1e-12
"""Relative difference of figures that another kind of processor may make."""


@dataclass(frozen=True)
class RecordCheck:
    """What a check of a record found.

    Parameters
    ----------
    chain
        The entries.
    faults
        All that is not as it was written.
    published
        The number of the entry whose hash was published, where one was given and found.
    """

    chain: Chain
    faults: tuple[Fault, ...]
    published: int | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    @property
    def head(self) -> str | None:
        """The hash of the last entry."""
        return self.chain.head

    def to_json(self) -> dict[str, Any]:
        """Return the entries and what is wrong with them, for programs."""
        faulty = {fault.number for fault in self.faults}
        return {
            "holds": self.holds,
            "head": self.head,
            "published": self.published,
            "entries": [
                {
                    "number": one.number,
                    "file": one.file,
                    "sha256": one.sha256,
                    "as_written": one.number not in faulty,
                    **(one.entry.model_dump() if one.entry is not None else {}),
                }
                for one in self.chain.stored
            ],
            "faults": [{"number": each.number, "what": str(each.what)} for each in self.faults],
        }


def check(edition: Edition, head: str | None = None) -> RecordCheck:
    """Check the record of an edition.

    Parameters
    ----------
    edition
        The edition.
    head
        The hash of the last entry as it was published elsewhere. Entries after it are newer; if
        no entry has it, the record was changed or cut. Without it entries missing from the end
        cannot be noticed.

    Returns
    -------
    RecordCheck
        With every fault. An edition whose scheme keeps no record, and that has none, has no fault.
    """
    chain = read(edition.path)
    faults = list(chain.faults)
    published = None
    if head is not None:
        known = {one.sha256: one.number for one in chain.stored}
        published = known.get(head.lower())
        if published is None:
            text = message("No entry has the published hash {head}: changed, or cut.", head=head)
            faults.append(Fault(text))
    try:
        if chain.stored or keeps_record(edition.scheme):
            faults += _said(edition, chain)
    except (EditionError, UsageError) as error:
        why = error.problems[0].message
        faults.append(Fault(message("What it says cannot be checked: {why}", why=why)))
    return RecordCheck(chain, tuple(faults), published)


def _said(edition: Edition, chain: Chain) -> Iterator[Fault]:
    """Yield what the entries say that does not follow from the edition."""
    ground = standing(edition)
    expected = beginning(edition, ground)
    if not chain.stored:
        yield Fault(message("The scheme keeps a record, and the edition has none."))
        return
    first = chain.stored[: len(expected)]
    for at, (kind, content) in enumerate(expected):
        entry = first[at].entry if at < len(first) else None
        if at >= len(first) or (entry is not None and entry.kind != kind):
            text = message(
                "The record does not begin with “{kind}” as its entry {number}.",
                kind=kind,
                number=at + 1,
            )
            yield Fault(text, at + 1)
        elif entry is not None and not _equal(entry.content, content):
            text = message("Entry {number} is not what the edition says.", number=at + 1)
            yield Fault(text, at + 1)
    for entry in chain.entries:
        if entry.number > len(expected):
            yield from _of_act(ground, entry, chain.entries)


def _of_act(ground: Standing, entry: Entry, entries: Sequence[Entry]) -> Iterator[Fault]:
    """Yield what is wrong with what a person added."""
    number, before = entry.number, [e for e in entries if e.number < entry.number]
    if entry.kind in AUTOMATIC:
        text = message(
            "Entry {number}, “{kind}”, belongs to the beginning.", number=number, kind=entry.kind
        )
        yield Fault(text, number)
    elif any(unit not in ground.keys for unit in entry.units):
        text = message("Entry {number} is about no unit of the edition.", number=number)
        yield Fault(text, number)
    elif not _refers(ground, entry, before):
        text = message("Entry {number} answers or names what is not there.", number=number)
        yield Fault(text, number)
    elif entry.kind == "decision" and not _may_be(ground, entry):
        text = message("Entry {number} decides what cannot be decided.", number=number)
        yield Fault(text, number)
    elif entry.kind == "final" and not _equal(entry.content, _outcome(ground, before)):
        text = message(
            "Entry {number} does not follow from the decisions before it.", number=number
        )
        yield Fault(text, number)


def _refers(ground: Standing, entry: Entry, before: Sequence[Entry]) -> bool:
    """Return whether the objection that an entry answers, or the criterion it names, is there."""
    objected = {e.number for e in before if e.kind == "objection" and e.units == entry.units}
    if entry.kind == "answer":
        return entry.answer.answers in objected
    if entry.kind == "decision":
        return entry.decision.answers is None or entry.decision.answers in objected
    if entry.kind == "objection" and entry.objection.criterion is not None:
        return entry.objection.criterion in ground.scheme.nodes()
    return True


def _outcome(ground: Standing, before: Sequence[Entry]) -> object:
    sound = [e for e in before if e.kind != "decision" or _may_be(ground, e)]
    return outcome(ground, sound)


def _may_be(ground: Standing, entry: Entry) -> bool:
    """Return whether a decision is on points that there are, and quotes the computed truly."""
    said = entry.decision
    if ground.computed is None or said.criterion not in ground.computed.scores:
        return False
    if entry.units[0] not in ground.keys:
        return False
    low, high = bounds(ground.scheme, ground.scheme.nodes()[said.criterion])
    computed = float(ground.computed.scores[said.criterion][ground.keys.index(entry.units[0])])
    quoted = math.nan if said.computed is None else said.computed
    return low <= said.points <= high and _equal_figures(quoted, computed)


def _equal(one: object, other: object) -> bool:
    """Return whether two contents say the same, figures up to the tolerance."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, float) and isinstance(other, int | float):
        return _equal_figures(one, other)
    return one == other


def _equal_figures(one: float, other: float) -> bool:
    both_missing = math.isnan(one) and math.isnan(other)
    return both_missing or math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=0.0)

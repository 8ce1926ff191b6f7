"""An audit for people and for programs: what is contradicted first, then the rest, then the sums.

The sentences of a verdict are in ``steelyard.claims.report.words``; the terminal and the page
show what this report holds, and ``to_json`` is the same for programs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from steelyard.claims.outcome import Audit, Checked, Disagreement, Repair
from steelyard.claims.report.exact import bounds, exact
from steelyard.claims.report.words import (
    KINDS,
    Kind,
    joined,
    kind_of,
    listed,
    sentences,
    set_apart,
    should_be,
)
from steelyard.claims.visible import one_line
from steelyard.i18n import Message, language, message

__all__ = ["AuditReport", "Choices", "Entry"]

_MOST_WORDS = 200
_MOST_OF_A_TITLE = 40


@dataclass(frozen=True)
class Entry:
    """A claim of the report.

    Parameters
    ----------
    number
        Its number in the audit, from 1; the page numbers its claims so.
    checked
        The claim and its verdict.
    """

    number: int
    checked: Checked

    @property
    def kind(self) -> Kind:
        """The verdict, or ``computed`` for a figure that nobody printed."""
        return kind_of(self.checked)

    @property
    def title(self) -> str:
        """What the claim is called: its title, else its words, its quantity, its name."""
        claim = self.checked.claim
        if claim.title is not None:
            return one_line(claim.title.render())
        if claim.words is not None:
            return one_line(claim.words, _MOST_OF_A_TITLE)
        return one_line(claim.quantity or self.checked.name)

    @property
    def printed(self) -> str | None:
        """The figure as printed."""
        text = self.checked.claim.printed
        return None if text is None else one_line(text)

    @property
    def label(self) -> str:
        """The figure with what it is called, for a place where it stands among others."""
        if self.printed is None:
            return self.title
        return str(message("{printed} ({title})", printed=self.printed, title=self.title))

    @property
    def words(self) -> str | None:
        """The words of the source, in one line."""
        text = self.checked.claim.words
        return None if text is None else one_line(text, _MOST_WORDS)

    @property
    def is_tied(self) -> bool:
        """Whether something gives it: a query, a formula, names, others of its quantity."""
        claim = self.checked.claim
        ways = (claim.query, claim.formula, claim.names, claim.quantity)
        return any(way is not None for way in ways)

    @property
    def computation(self) -> str:
        """How it was computed, in one line."""
        return one_line(self.checked.computation)

    @cached_property
    def said(self) -> tuple[Message, ...]:
        """What the verdict says."""
        return sentences(self.checked)


@dataclass(frozen=True)
class Choices:
    """A contradiction and how it can be mended, with the claims by their entries.

    Parameters
    ----------
    least
        How many of the claims must be wrong at least.
    involved
        The claims that the contradiction runs through.
    choices
        Each a least set of claims without which the rest can be true.
    complete
        Whether these are all.
    """

    least: int
    involved: tuple[Entry, ...]
    choices: tuple[tuple[Entry, ...], ...]
    complete: bool

    def head(self) -> Message:
        """Return how many must be wrong."""
        if self.complete:
            return message(
                "Of these figures at least {count} must be wrong: {figures}.",
                count=self.least,
                figures=listed(one.label for one in self.involved),
            )
        return message(
            "Of these figures some must be wrong: {figures}. The search for the fewest was cut "
            "short; removing {count} is enough.",
            count=self.least,
            figures=listed(one.label for one in self.involved),
        )

    def sentence(self, most: int | None = None) -> Message:
        """Return which they may be, at most so many choices of them."""
        sets = [listed(one.label for one in choice) for choice in self.choices[:most]]
        if len(self.choices) == 1:
            return message("The rest can be true without {figures}.", figures=sets[0])
        left = len(self.choices) - len(sets)
        if left:
            return message(
                "The figures do not tell which; without one of these the rest can be true: {sets}; "
                "and {count} more.",
                sets=set_apart(sets),
                count=left,
            )
        return message(
            "The figures do not tell which; without one of these the rest can be true: {sets}.",
            sets=set_apart(sets),
        )


@dataclass(frozen=True)
class AuditReport:
    """An audit in the order in which people read it.

    Parameters
    ----------
    audit
        The audit.
    entries
        All claims: those that are contradicted, then those that something gives, then figures
        that stand by themselves. In each those that people confirmed, then those that a machine
        proposed, the most certain first; else in the order of the audit.
    """

    audit: Audit
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, audit: Audit) -> AuditReport:
        """Return the report of an audit."""
        entries = [Entry(at, one) for at, one in enumerate(audit.checked, start=1)]
        return cls(audit, tuple(sorted(entries, key=_reading_order)))

    @property
    def title(self) -> str:
        """What was audited."""
        return one_line(self.audit.claims.title.render())

    @property
    def counts(self) -> dict[Kind, int]:
        """How many claims each verdict has, the one that matters most first."""
        found = dict.fromkeys(KINDS, 0)
        for entry in self.entries:
            found[entry.kind] += 1
        return found

    def having(self, kind: Kind) -> tuple[Entry, ...]:
        """Return the claims with a verdict, or those that were only computed."""
        return tuple(one for one in self.entries if one.kind == kind)

    @cached_property
    def named(self) -> Mapping[str, Entry]:
        """The claims by their names."""
        return {one.checked.name: one for one in self.entries}

    def summary(self) -> tuple[Message, ...]:
        """Return the counts in words, and what else a reader should know first."""
        counted = message(
            "Claims: {count}. Contradicted: {contradicted}; possible within rounding: {possible}; "
            "holding if truncated: {truncated}; not to be checked: {unchecked}; holding: {holds}.",
            count=self._claimed,
            **self.counts,
        )
        return (counted, *self.open_claims())

    def total(self) -> Message:
        """Return how many claims there are."""
        return message("Claims: {count}.", count=self._claimed)

    @property
    def _claimed(self) -> int:
        return sum(self.counts.values()) - self.counts["computed"]

    def open_claims(self) -> tuple[Message, ...]:
        """Return how many claims a machine proposed and a person is to decide; nothing if none.

        Figures that nothing gives are not counted: there is nothing to decide of them.
        """
        if not self.audit.checked:
            return ()
        if all(one.status == "proposed" for one in self.audit.claims.claims.values()):
            return (message("All were proposed by a machine, and no person has confirmed them."),)
        count = sum(one.is_tied and one.checked.claim.status == "proposed" for one in self.entries)
        if not count:
            return ()
        return (
            message("Proposed by a machine, and confirmed by no person yet: {count}.", count=count),
        )

    def disagreeing(self, disagreement: Disagreement) -> Message:
        """Return in words that claims of one quantity exclude each other."""
        named = self.named
        figures = [named[name].label for name in disagreement.claims if name in named]
        if len(figures) == 2:
            return message(
                "{one} and {other} cannot both be right: they are figures of one quantity.",
                one=figures[0],
                other=figures[1],
            )
        return message(
            "These cannot all be right, as they are figures of one quantity: {figures}.",
            figures=listed(figures),
        )

    def fewest(self) -> tuple[Message, ...]:
        """Return how many claims must be wrong for the rest to hold, and which are for sure."""
        repairs = [self.choices(one) for one in self.audit.repairs]
        if not repairs:
            return ()
        least = sum(one.least for one in repairs)
        count = message("At least {count} of the claims must be wrong.", count=least)
        if not all(one.complete for one in repairs):
            count = message(
                "Leaving out {count} of the claims is enough; the search for fewer was cut short.",
                count=least,
            )
        sure = [
            entry.label
            for one in repairs
            if one.complete
            for entry in one.choices[0]
            if all(entry in choice for choice in one.choices)
        ]
        if not sure:
            return (count,)
        return count, message("Surely among them: {figures}.", figures=listed(sure))

    def repairs(self) -> tuple[Choices, ...]:
        """Return the contradictions of which a verdict or a disagreement does not tell enough."""
        told = {frozenset(one.claims) for one in self.audit.disagreements if len(one.claims) == 2}
        return tuple(
            self.choices(one)
            for one in self.audit.repairs
            if len(one.involved) > 1 and frozenset(one.involved) not in told
        )

    def choices(self, repair: Repair) -> Choices:
        """Return a repair with its claims."""
        named = self.named

        def entries(names: tuple[str, ...]) -> tuple[Entry, ...]:
            return tuple(named[name] for name in names if name in named)

        return Choices(
            min((len(choice) for choice in repair.choices), default=1),
            entries(repair.involved),
            tuple(entries(choice) for choice in repair.choices),
            repair.complete,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the report for programs.

        Figures are texts that hold exact numbers, in units of one: a decimal (``"0.156"``), or a
        fraction where the decimal does not end (``"2/3"``); Python's ``Fraction`` reads both. One
        of more than some 3,000 digits is cut to 17 (``"1.5e4000"``). An interval is ``{"low",
        "high", "low_inside", "high_inside"}``, with null where there is no bound.

        Returns
        -------
        dict
            ``title``; ``language`` of the sentences; ``contradicted``, whether a claim that a
            person confirmed is contradicted; ``summary`` and ``counts`` by verdict, with
            ``computed`` for figures that nobody printed; ``claims`` in the order of the report,
            each with ``name``, ``number``, ``title``, ``source``, ``words``, ``span`` (start and
            end in the source's text), ``printed``, ``quantity``, ``scope``, ``status``,
            ``certainty``, ``verdict``, ``said`` and ``found`` (intervals), ``nominal``, ``off``,
            ``should_be``, ``sentence``, ``missing``, ``computation``, ``against`` (names) and
            ``note``; ``disagreements``, each with ``quantity``, ``claims`` and ``sentence``;
            ``fewest``, how many claims must be wrong, in words; ``repairs``, each with
            ``involved``, ``choices``, ``complete`` and ``sentence``; ``findings``, each with
            ``code``, ``severity`` and ``message``.
        """
        return {
            "title": self.title,
            "language": language(),
            "contradicted": self.audit.contradicted,
            "summary": [str(one) for one in self.summary()],
            "counts": dict(self.counts),
            "claims": [_claim(entry) for entry in self.entries],
            "disagreements": [
                {
                    "quantity": one.quantity,
                    "claims": list(one.claims),
                    "sentence": str(self.disagreeing(one)),
                }
                for one in self.audit.disagreements
            ],
            "fewest": [str(one) for one in self.fewest()],
            "repairs": [self._repair(one) for one in self.audit.repairs],
            "findings": [
                {"code": one.code, "severity": one.severity, "message": str(one.message)}
                for one in self.audit.findings
            ],
        }

    def _repair(self, repair: Repair) -> dict[str, Any]:
        told = self.choices(repair)
        return {
            "involved": list(repair.involved),
            "choices": [list(choice) for choice in repair.choices],
            "complete": repair.complete,
            "sentence": joined((told.head(), told.sentence())),
        }


def _reading_order(entry: Entry) -> tuple[int, float]:
    claim = entry.checked.claim
    certainty = 1.0 if claim.status == "confirmed" else claim.certainty or 0.0
    if entry.checked.verdict == "contradicted":
        return 0, -certainty
    return (1 if entry.is_tied else 2), -certainty


def _claim(entry: Entry) -> dict[str, Any]:
    checked = entry.checked
    claim = checked.claim
    should = should_be(checked) if checked.verdict == "contradicted" else None
    return {
        "name": checked.name,
        "number": entry.number,
        "title": entry.title,
        "source": claim.source,
        "words": claim.words,
        "span": None if checked.span is None else list(checked.span),
        "printed": claim.printed,
        "quantity": claim.quantity,
        "scope": claim.scope,
        "status": claim.status,
        "certainty": claim.certainty,
        "verdict": checked.verdict,
        "said": bounds(checked.said),
        "found": bounds(checked.found),
        "nominal": exact(checked.nominal),
        "off": exact(checked.off),
        "should_be": None if should is None else str(should),
        "sentence": joined(entry.said),
        "missing": None if checked.missing is None else str(checked.missing),
        "computation": checked.computation,
        "against": list(checked.against),
        "note": None if claim.note is None else claim.note.render(),
    }

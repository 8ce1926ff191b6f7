"""How far the arithmetic that is proposed for an article can be trusted, on unseen articles.

The articles and their truth stand in ``tests/claims/proposals/unseen``; who wrote them had not
read the rules of the proposals. These were not tuned on the texts; general kinds of faults ("a
phase is read as a place in an order") were told to their author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import chain

from steelyard.claims.extraction import extract
from steelyard.claims.found import Quantity, Span
from steelyard.claims.outcome import Audit, Checked
from steelyard.claims.proposals.propose import audit_article
from steelyard.claims.text.article import Article
from tests.claims.proposals.unseen.truth import Relation, articles, planted, relations

__all__ = ["LANGUAGES", "Tally", "proposals", "tallies"]

LANGUAGES = {"hant": "Traditional Chinese", "hans": "Simplified Chinese", "en": "English"}


@dataclass(frozen=True)
class Tally:
    """What was counted over articles of a language, or of all.

    Parameters
    ----------
    contradicted, rightly
        Proposed claims found contradicted, and those that involve a planted wrong figure.
    planted, hit
        Planted errors, and those that a contradicted claim involves.
    clean, accused
        Articles without an error, and those in which something was found contradicted.
    checked, tied, turned
        Proposed claims with a verdict, those that are a relation of the truth with the same
        result, and those that are one solved for any of its figures.
    relations, found, found_turned
        Relations of the truth, those that were proposed, and those that were in any form.
    false
        The contradicted claims that involve no planted wrong figure, by article.
    """

    contradicted: int = 0
    rightly: int = 0
    planted: int = 0
    hit: int = 0
    clean: int = 0
    accused: int = 0
    checked: int = 0
    tied: int = 0
    turned: int = 0
    relations: int = 0
    found: int = 0
    found_turned: int = 0
    false: tuple[tuple[str, Checked], ...] = ()

    def __add__(self, other: Tally) -> Tally:
        """Count together."""
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))

    @property
    def figures(self) -> dict[str, object]:
        """The shares, with the counts that they are of."""
        return {
            "contradiction precision": _share(self.rightly, self.contradicted),
            "contradiction recall": _share(self.hit, self.planted),
            "contradictions": f"{self.rightly} of {self.contradicted} right",
            "planted errors": f"{self.hit} of {self.planted} hit",
            "clean articles accused": f"{self.accused} of {self.clean}",
            "relation precision": _share(self.tied, self.checked),
            "relation precision, in any form": _share(self.turned, self.checked),
            "relation recall": _share(self.found, self.relations),
            "relation recall, in any form": _share(self.found_turned, self.relations),
            "relations": f"{self.tied} of {self.checked} true, "
            f"{self.found} of {self.relations} found",
        }


@dataclass(frozen=True)
class Proposed:
    """A proposed claim with a verdict, and where the figures stand that it ties together."""

    checked: Checked
    result: Span | None
    parts: tuple[Span, ...]

    @property
    def figures(self) -> tuple[Span, ...]:
        """The result, where there is one, and the parts."""
        return self.parts if self.result is None else (self.result, *self.parts)

    def touches(self, words: Iterable[Span]) -> bool:
        """Return whether one of its figures is among words of a text."""
        return any(_overlap(figure, word) for figure in self.figures for word in words)

    def ties(self, relation: Relation) -> bool:
        """Return whether it is a relation: the same result, and a part in common.

        Which of two figures of one quantity is the result means nothing; a comparison has none,
        nor have parts that make up 100%: these need two figures in common.
        """
        if self.result is None or relation.result is None or relation.kind == "same":
            return len(self._common(relation)) >= 2
        same = _overlap(self.result, relation.result)
        return same and bool(self._common(relation) - {relation.result})

    def turns(self, relation: Relation) -> bool:
        """Return whether it is a relation, solved for any of its figures: a × b = c for c ÷ a."""
        known = self.result is None or any(
            _overlap(self.result, figure) for figure in relation.figures
        )
        return self.ties(relation) or (known and len(self._common(relation)) >= 2)

    def _common(self, relation: Relation) -> set[Span]:
        """Return the figures of a relation that the claim ties together too."""
        return {one for one in relation.figures if any(_overlap(one, own) for own in self.figures)}


def proposals() -> dict[str, dict[str, object]]:
    """Measure the proposals for unseen articles, by language and in all."""
    return {
        f"proposals, {LANGUAGES.get(language, 'all')}": tally.figures
        for language, tally in tallies().items()
    }


def tallies() -> dict[str, Tally]:
    """Count contradictions and relations in every article; by language, and ``all``."""
    counted = {name: _tally(name, text) for name, text in articles().items()}
    by_language = {
        language: sum((one for name, one in counted.items() if name.startswith(language)), Tally())
        for language in LANGUAGES
    }
    return by_language | {"all": sum(by_language.values(), Tally())}


def _tally(name: str, text: str) -> Tally:
    """Count contradictions and relations of an article."""
    proposed = _proposed(text, audit_article(Article(text, f"{name}.txt")))
    accusing = [one for one in proposed if one.checked.verdict == "contradicted"]
    errors = [error for error in planted() if error.article == name]
    wrong = list(chain.from_iterable(error.words for error in errors))
    ties = [relation for relation in relations() if relation.article == name]
    return Tally(
        contradicted=len(accusing),
        rightly=sum(one.touches(wrong) for one in accusing),
        planted=len(errors),
        hit=sum(any(one.touches(error.words) for one in accusing) for error in errors),
        clean=int(not errors),
        accused=int(bool(accusing) and not errors),
        checked=len(proposed),
        tied=sum(any(one.ties(relation) for relation in ties) for one in proposed),
        turned=sum(any(one.turns(relation) for relation in ties) for one in proposed),
        relations=len(ties),
        found=sum(any(one.ties(relation) for one in proposed) for relation in ties),
        found_turned=sum(any(one.turns(relation) for one in proposed) for relation in ties),
        false=tuple((name, one.checked) for one in accusing if not one.touches(wrong)),
    )


def _proposed(text: str, audit: Audit) -> list[Proposed]:
    """Return the proposed claims that have a verdict, with the figures they tie together."""
    places = _places(text, audit)
    return [
        Proposed(one, places.figure(one), tuple(places.parts(one)))
        for one in audit.checked
        if one.verdict != "unchecked" and _is_checked(one)
    ]


def _is_checked(one: Checked) -> bool:
    """Return whether a claim was held against anything."""
    claim = one.claim
    return bool(one.against or claim.formula or claim.query or claim.names)


@dataclass(frozen=True)
class Places:
    """Where the figures of proposed claims stand in an article."""

    text: str
    everyone: Mapping[str, Checked]
    lists: tuple[Span, ...]
    quantities: tuple[Quantity, ...]

    def figure(self, one: Checked) -> Span | None:
        """Return where a claim's figure stands: its printed words within the claim's words."""
        if one.span is None or one.claim.printed is None:
            return None
        start = self.text.find(one.claim.printed, one.span.start, one.span.end)
        return one.span if start < 0 else Span(start, start + len(one.claim.printed))

    def parts(self, one: Checked) -> Iterable[Span]:
        """Yield the figures that a claim was held against, names it counts, lists it asks."""
        for name in one.against:
            other = self.everyone[name]
            figure = self.figure(other)
            if figure is not None:
                yield figure
            elif other is not one:
                yield from self.parts(other)
        for name in one.claim.names or ():
            yield from self._named(name, 0 if one.span is None else one.span.start)
        if one.claim.query:
            yield from self._asked(one.claim.query)

    def _asked(self, query: str) -> Iterable[Span]:
        """Yield what a query asks: the lists, or the figures that are written out in it."""
        if "VALUES" not in query:
            yield from self.lists
            return
        written = {Fraction(digits) for digits in re.findall(r"\d+(?:\.\d+)?", query)}
        for quantity in self.quantities:
            if quantity.printed.value in written and not quantity.ordinal:
                yield Span(quantity.start, quantity.end)

    def _named(self, name: str, after: int) -> Iterable[Span]:
        """Yield where a name stands: after a place if it does, else anywhere."""
        start = self.text.find(name, after)
        start = self.text.find(name) if start < 0 else start
        if start >= 0:
            yield Span(start, start + len(name))


def _places(text: str, audit: Audit) -> Places:
    extraction = extract(Article(text, None))
    return Places(
        text,
        {one.name: one for one in audit.checked},
        tuple(Span(one.start, one.end) for one in extraction.lists),
        extraction.quantities,
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

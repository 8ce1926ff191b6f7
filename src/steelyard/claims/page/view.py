"""What the template shows, in the current language: claims, texts, contradictions, ready to write.

Where things stand and how they look is left to ``body.html.jinja`` and ``audit.css``, the frame
around them to ``page.html.jinja`` and ``page.css``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from steelyard.claims.file.grammar import Source
from steelyard.claims.page.pieces import Paragraph, paragraphs
from steelyard.claims.page.places import marks
from steelyard.claims.page.wording import MEANINGS
from steelyard.claims.report.report import AuditReport, Choices, Entry
from steelyard.claims.report.words import KINDS, SYMBOLS, Kind, joined, listed, proposed
from steelyard.claims.text.language import language_of
from steelyard.claims.visible import one_line, visible

__all__ = ["Card", "Contradiction", "Count", "Reading", "View"]

_MOST_CHOICES = 12


@dataclass(frozen=True)
class Card:
    """A claim as the page shows it.

    Parameters
    ----------
    entry
        The claim.
    in_text
        Whether it has a card beside its text; else its row in the table is the place to look.
    """

    entry: Entry
    in_text: bool

    @property
    def number(self) -> int:
        """Its number."""
        return self.entry.number

    @property
    def anchor(self) -> str:
        """The address of its computation on the page."""
        return f"claim-{self.number}"

    @property
    def verdict(self) -> Kind:
        """The verdict, for its look."""
        return self.entry.kind

    @property
    def sign(self) -> str:
        """The sign of the verdict."""
        return SYMBOLS[self.verdict]

    @property
    def called(self) -> str:
        """What the verdict is called."""
        return str(KINDS[self.verdict])

    @property
    def words(self) -> str | None:
        """The words of the source."""
        words = self.entry.checked.claim.words
        return None if words is None else one_line(words)

    @cached_property
    def tongue(self) -> str:
        """The language of its words and its figure."""
        claim = self.entry.checked.claim
        return language_of(f"{claim.words or ''} {claim.printed or ''}")

    @property
    def sentence(self) -> str:
        """What the verdict says."""
        return joined(self.entry.said)

    @property
    def proposed(self) -> str | None:
        """That a machine proposed it; None where a person stands behind it."""
        claim = self.entry.checked.claim
        return str(proposed(claim)) if claim.status == "proposed" else None

    @property
    def scope(self) -> str | None:
        """What its quantity is taken over."""
        scope = self.entry.checked.claim.scope
        return None if scope is None else one_line(scope)

    @property
    def note(self) -> str | None:
        """What a reader should know of it."""
        note = self.entry.checked.claim.note
        return None if note is None else visible(note.render())


@dataclass(frozen=True)
class Count:
    """How many claims have a verdict."""

    verdict: Kind
    sign: str
    called: str
    count: int
    meaning: str


@dataclass(frozen=True)
class Contradiction:
    """Claims of which some must be wrong, and the least choices of them."""

    head: str
    choices: tuple[tuple[Card, ...], ...]
    more: bool
    complete: bool


@dataclass(frozen=True)
class Reading:
    """A source with its text, cut into pieces, and the claims that are marked in it."""

    name: str
    title: str
    tongue: str
    paragraphs: tuple[Paragraph, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class View:
    """All that the page shows of an audit.

    Parameters
    ----------
    report
        The report of the audit.
    """

    report: AuditReport

    @property
    def title(self) -> str:
        """What was audited."""
        return self.report.title

    @property
    def about(self) -> str | None:
        """What a reader should know of it."""
        about = self.report.audit.claims.about
        return None if about is None else visible(about.render())

    @property
    def summary(self) -> tuple[str, ...]:
        """What stands below the counts."""
        return tuple(str(one) for one in (self.report.total(), *self.report.open_claims()))

    @property
    def counts(self) -> tuple[Count, ...]:
        """How many claims each verdict has."""
        return tuple(
            Count(kind, SYMBOLS[kind], str(KINDS[kind]), count, str(MEANINGS[kind]))
            for kind, count in self.report.counts.items()
            if count or kind != "computed"
        )

    @property
    def cards(self) -> tuple[Card, ...]:
        """All claims in the order of the report."""
        return tuple(self._cards.values())

    @property
    def contradicted(self) -> tuple[Card, ...]:
        """The claims that are contradicted."""
        return tuple(card for card in self.cards if card.verdict == "contradicted")

    @property
    def disagreements(self) -> tuple[str, ...]:
        """Which claims exclude each other, in words."""
        return tuple(str(self.report.disagreeing(one)) for one in self.report.audit.disagreements)

    @property
    def fewest(self) -> tuple[str, ...]:
        """How many claims must be wrong, in words."""
        return tuple(str(one) for one in self.report.fewest())

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What must be wrong at least."""
        return tuple(self._contradiction(one) for one in self.report.repairs())

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The sources that have a text, in the order of the file."""
        return tuple(self._readings())

    @property
    def findings(self) -> tuple[str, ...]:
        """What a reader should know besides."""
        return tuple(one_line(str(one.message)) for one in self.report.audit.findings)

    @property
    def sources(self) -> tuple[tuple[str, str | None], ...]:
        """What each source is called, with its address where that is one of the web."""
        return tuple(
            (_citation(source), _address(source.url))
            for source in self.report.audit.claims.sources.values()
        )

    def card(self, entry: Entry) -> Card:
        """Return a claim as the page shows it."""
        return self._cards[entry.number]

    def against(self, card: Card) -> tuple[Card, ...]:
        """Return the claims that a claim was held against."""
        named = self.report.named
        return tuple(
            self._cards[named[name].number] for name in card.entry.checked.against if name in named
        )

    def source(self, card: Card) -> str | None:
        """Return what the source of a claim is called."""
        name = card.entry.checked.claim.source
        source = None if name is None else self.report.audit.claims.sources.get(name)
        return None if source is None else one_line(source.title.render())

    @cached_property
    def _cards(self) -> Mapping[int, Card]:
        beside = {
            entry.number
            for _name, parts in self._texts
            for entry in _ending(parts)
            if entry.is_tied
        }
        return {one.number: Card(one, one.number in beside) for one in self.report.entries}

    @cached_property
    def _texts(self) -> tuple[tuple[str, tuple[Paragraph, ...]], ...]:
        """The paragraphs of each source that has a text."""
        audit = self.report.audit
        found = []
        for name in audit.claims.sources:
            text = (audit.texts or {}).get(name)
            if text is not None:
                own = tuple(one for one in self.report.entries if one.checked.claim.source == name)
                found.append((name, paragraphs(text, marks(text, own))))
        return tuple(found)

    def _readings(self) -> Iterator[Reading]:
        audit = self.report.audit
        for name, parts in self._texts:
            shown = (self._cards[entry.number] for entry in _ending(parts))
            cards = tuple(card for card in shown if card.in_text)
            title = one_line(audit.claims.sources[name].title.render())
            yield Reading(name, title, language_of((audit.texts or {})[name]), parts, cards)

    def _contradiction(self, choices: Choices) -> Contradiction:
        shown = tuple(
            tuple(self._cards[entry.number] for entry in choice)
            for choice in choices.choices[:_MOST_CHOICES]
        )
        more = len(choices.choices) > len(shown)
        return Contradiction(str(choices.head()), shown, more, choices.complete)


def _ending(parts: tuple[Paragraph, ...]) -> list[Entry]:
    """Return the claims whose notes stand in a text, in the order of the notes."""
    return [entry for paragraph in parts for piece in paragraph for entry in piece.ends]


def _citation(source: Source) -> str:
    """Return a source as it is cited: title, publisher, day."""
    publisher = None if source.publisher is None else source.publisher.render()
    day = None if source.date is None else source.date.isoformat()
    return one_line(listed(part for part in (source.title.render(), publisher, day) if part))


def _address(url: str | None) -> str | None:
    """Return an address that a link may lead to; None for any other, such as a script."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None

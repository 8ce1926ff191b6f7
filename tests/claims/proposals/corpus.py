"""The articles that proposals are measured on, each clean and with planted errors."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from steelyard.claims.outcome import Audit, Checked
from steelyard.claims.proposals.propose import audit_article
from steelyard.claims.text.article import Article

HERE = Path(__file__).parent
ARTICLES = {
    file.stem: file.read_text(encoding="utf-8")
    for file in sorted((HERE / "articles").glob("*.txt"))
}


@dataclass(frozen=True)
class Plant:
    """A wrong figure put into an article.

    ``printed`` are words of the article, ``planted`` the words that take their place.
    """

    article: str
    kind: str
    printed: str
    planted: str

    @property
    def text(self) -> str:
        """The article with the wrong figure."""
        text = ARTICLES[self.article]
        assert text.count(self.printed) == 1, f"{self.printed} does not stand once"
        return text.replace(self.printed, self.planted)

    @property
    def span(self) -> tuple[int, int]:
        """Where the characters stand that were changed."""
        one, other = self.printed, self.planted
        shorter = min(len(one), len(other))
        start = next((n for n in range(shorter) if one[n] != other[n]), shorter)
        end = next((n for n in range(shorter - start) if one[-1 - n] != other[-1 - n]), 0)
        at = ARTICLES[self.article].index(one)
        return at + start, at + len(other) - end


def plants() -> tuple[Plant, ...]:
    """Return the errors to plant, one at a time."""
    with (HERE / "plants.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Plant(**row) for row in csv.DictReader(file))


def audited(text: str) -> Audit:
    """Return the audit of a text that nobody prepared."""
    return audit_article(Article(text, "article.txt"))


def contradictions(audit: Audit) -> tuple[Checked, ...]:
    """Return the proposals that are contradicted."""
    return tuple(one for one in audit.checked if one.verdict == "contradicted")


def spans(audit: Audit, checked: Checked) -> Iterator[tuple[int, int]]:
    """Yield where the words of a verdict stand, and those of the figures it was computed from."""
    by_name = {one.name: one for one in audit.checked}
    for name in (checked.name, *checked.against):
        span = by_name[name].span
        if span is not None:
            yield span.start, span.end


def is_of(audit: Audit, checked: Checked, plant: Plant) -> bool:
    """Return whether a contradiction is about a planted figure."""
    start, end = plant.span
    return any(low <= start and end <= high for low, high in spans(audit, checked))

"""Ties written as claims: names, words that can be found again, formulas, certainty and notes.

How certain a kind of tie is, and what its note says in three languages, stands in
``relations.csv``.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from steelyard.claims.file.grammar import Claim, Claims, ClaimTable, Source
from steelyard.claims.proposals.passage import Figure, Passage
from steelyard.claims.proposals.terms import TOLERANCE
from steelyard.claims.proposals.ties import Tie
from steelyard.claims.text.article import Article
from steelyard.claims.text.quantities import printed
from steelyard.errors import DataError
from steelyard.i18n import message
from steelyard.scheme.base import Text

__all__ = ["written"]

_LANGUAGES = ("en", "zh-Hant", "zh-Hans")
_SOURCE = "article"
_LONGEST_TITLE = 80
_LONGEST_NOTE = 200
_CLAUSE_ENDS = "，,；;。:：!?！？\n（）()"
_SHORTEST_WORDS = 6
# In a longer text it is not looked whether the words of a figure stand somewhere before it too:
# that would take time with the square of its length.
_SEARCHED = 200_000


@dataclass(frozen=True)
class _Kind:
    """A kind of tie: how certain it is when bound, when only near, when contradicted; its note."""

    bound: float
    near: float
    against: float
    notes: Mapping[str, str]


@cache
def _kinds() -> dict[str, _Kind]:
    file = Path(__file__).with_name("relations.csv")
    with file.open(encoding="utf-8", newline="") as rows:
        return {
            row["relation"]: _Kind(
                float(row["bound"]),
                float(row["near"]),
                float(row["against"]),
                {tag: row[tag] for tag in _LANGUAGES},
            )
            for row in csv.DictReader(rows)
        }


def written(
    article: Article, passage: Passage, ties: Sequence[Tie], tables: Sequence[str]
) -> tuple[Claims, dict[str, str]]:
    """Return figures and ties as claims, and the text of their source.

    Parameters
    ----------
    article
        The article.
    passage
        Its figures.
    ties
        The ties to be written, in the order of their results.
    tables
        The names of the lists that queries read.

    Raises
    ------
    DataError
        If there is no figure that could be a claim.
    """
    figures = {figure.name: figure for figure in passage.figures if _readable(figure)}
    if not figures:
        raise DataError(message("There is no figure in this text that could be checked."))
    quotations = _Quotations(passage)
    draft = _Draft({name: _plain(figure, quotations) for name, figure in figures.items()})
    for tie in ties:
        if all(figure.name in figures for figure in (tie.result, *tie.inputs)):
            draft.add(tie)
    source = Source(title=Text(_title(article)), text=f"{_SOURCE}.txt")
    claims = Claims(
        title=Text(_title(article)),
        sources={_SOURCE: source},
        tables={name: ClaimTable(file=f"{name}.csv") for name in tables},
        tolerance=float(TOLERANCE),
        claims=draft.claims(),
    )
    return claims, {_SOURCE: article.text}


def _title(article: Article) -> str:
    first = next((line.strip() for line in article.text.splitlines() if line.strip()), "")
    return first[:_LONGEST_TITLE] or article.file or "–"


def _readable(figure: Figure) -> bool:
    """Return whether a claims file would read the figure as it was found."""
    try:
        again = printed(figure.printed.text)
    except DataError:
        return False
    said = figure.printed
    return (again.value, again.comparator, again.percent, again.currency) == (
        said.value,
        said.comparator,
        said.percent,
        said.currency,
    )


def _plain(figure: Figure, quotations: _Quotations) -> Claim:
    about = figure.quantity.about.strip()
    said = figure.printed
    return Claim(
        title=Text(about[:_LONGEST_TITLE]) if about else None,
        source=_SOURCE,
        words=quotations.of(figure),
        printed=said.text,
        exact=True if figure.counted and not printed(said.text).exact else None,
        status="proposed",
    )


class _Draft:
    """Claims in the order of the text, to which ties are added."""

    def __init__(self, plain: dict[str, Claim]) -> None:
        self._plain = plain
        self._claims = {name: [claim] for name, claim in plain.items()}
        self._uses: dict[str, set[str]] = {}
        self._quantities = 0

    def add(self, tie: Tie) -> None:
        """Add what a tie says to the claim of its result, or to another claim beside it."""
        if tie.relation == "repeated":
            self._quantities += 1
            for figure in (tie.result, *tie.inputs):
                self._put(figure.name, tie, {"quantity": f"quantity_{self._quantities}"})
            return
        way = {"formula": tie.formula, "query": tie.query, "names": tie.names}
        self._put(tie.result.name, tie, {key: said for key, said in way.items() if said})

    def _put(self, name: str, tie: Tie, way: dict[str, object]) -> None:
        known = self._claims[name]
        inputs = {figure.name for figure in tie.inputs} if "formula" in way else set()
        said = {**way, "certainty": _certainty(tie), "note": _note(tie)}
        base = known[0]
        free = base.formula is None and base.query is None and base.names is None
        free = free and base.quantity is None and tie.printed
        if free and not self._reaches(inputs, name):
            known[0] = base.model_copy(update=said)
            self._uses[name] = inputs
            return
        if not tie.printed:
            said["printed"] = None
            said["exact"] = None
        known.append(self._plain[name].model_copy(update=said))

    def _reaches(self, start: set[str], goal: str) -> bool:
        """Return whether a claim is needed for others, and must not be computed from them."""
        seen: set[str] = set()
        waiting = list(start)
        while waiting:
            name = waiting.pop()
            if name == goal:
                return True
            if name not in seen:
                seen.add(name)
                waiting += sorted(self._uses.get(name, ()))
        return False

    def claims(self) -> dict[str, Claim]:
        """Return all claims by name: f1, f2, f2_2 and so on."""
        return {
            name if number == 1 else f"{name}_{number}": claim
            for name, claims in self._claims.items()
            for number, claim in enumerate(claims, start=1)
        }


def _certainty(tie: Tie) -> float:
    kind = _kinds()[tie.relation]
    if not tie.agrees:
        return kind.against
    return kind.bound if tie.bound else kind.near


def _note(tie: Tie) -> Text:
    gaps = {
        name: figure.printed.text
        for name, figure in zip(("first", "second"), tie.inputs, strict=False)
    }
    marks = {"en": ", ", "zh-Hant": "、", "zh-Hans": "、"}
    notes = {}
    for tag, template in _kinds()[tie.relation].notes.items():
        inputs = marks[tag].join(one.printed.text for one in tie.inputs)
        if len(inputs) > _LONGEST_NOTE:
            inputs = inputs[:_LONGEST_NOTE] + " …"
        notes[tag] = template.format_map(
            {"result": tie.result.printed.text, "inputs": inputs, **gaps}
        )
    return Text(notes)


class _Quotations:
    """Words of a text for its figures: long enough to be found again where they stand."""

    def __init__(self, passage: Passage) -> None:
        self._text = passage.text
        self._ends = [at for at, sign in enumerate(passage.text) if self._ends_at(at, sign)]

    def _ends_at(self, at: int, sign: str) -> bool:
        if sign == ".":
            return self._text[at + 1 : at + 2].isspace()
        if sign not in _CLAUSE_ENDS:
            return False
        # The comma of 1,200 ends no clause.
        around = self._text[max(at - 1, 0) : at] + self._text[at + 1 : at + 2]
        return not (sign in ",:" and len(around) == 2 and around.isdigit())

    def of(self, figure: Figure) -> str:
        """Return the clause of a figure, or as many clauses around as make it unmistakable."""
        start, end = figure.quantity.start, figure.quantity.end
        for reach in range(3):
            low, high = self._clauses(start, end, reach)
            words = self._text[low:high].strip()
            if len(words) < _SHORTEST_WORDS and reach < 2:
                continue
            if len(self._text) > _SEARCHED or self._text.find(words) in range(low, start + 1):
                return words
        return words

    def _clauses(self, start: int, end: int, reach: int) -> tuple[int, int]:
        """Return where the clauses around a figure begin and end, in its paragraph."""
        first = bisect_right(self._ends, start - 1) - 1 - reach
        last = bisect_right(self._ends, end - 1) + reach
        low = self._ends[first] + 1 if first >= 0 else 0
        high = self._ends[last] if last < len(self._ends) else len(self._text)
        opening = self._text.rfind("\n", low, start)
        closing = self._text.find("\n", end, high)
        return (low if opening < 0 else opening + 1), (high if closing < 0 else closing)

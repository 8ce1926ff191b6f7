"""What is known of every unit: computed for whole lists at once, then told apart by unit.

A unit's page is about its last period; so each unit has one list that is its home.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Matrix, Vector
from steelyard.i18n import LANGUAGES
from steelyard.publish.numbers import places_for
from steelyard.publish.source import Source
from steelyard.publish.units.admission import Admissions
from steelyard.publish.units.cards import Cards
from steelyard.publish.units.criteria import Criteria
from steelyard.publish.units.effects import effects
from steelyard.publish.units.estimates import Estimates
from steelyard.publish.units.in_plane import Planes
from steelyard.publish.units.members import Members, median_of
from steelyard.publish.units.passing import Passing, passing
from steelyard.publish.units.peers import Peers, peers
from steelyard.publish.units.standing import Standing, standing
from steelyard.publish.units.sureness import Sureness, sureness
from steelyard.publish.units.unit import Before, Home, Period, Unit

__all__ = ["Known"]

_MOST_FINDINGS = 12
_IN_TABLES = ("rule-broken", "set-aside", "methods-disagree")


@dataclass(frozen=True)
class _Computed:
    """What was computed of all units of a list at once, a row or an entry per unit."""

    members: Members
    standing: Standing
    effects: Matrix
    passing: tuple[Passing | None, ...]
    peers: tuple[Peers, ...]
    sure: tuple[Sureness | None, ...]
    raw: Matrix
    imputed: Matrix
    treated: Matrix


@dataclass(frozen=True)
class Known:
    """What is known of the units of a publication.

    Parameters
    ----------
    source
        What is published.
    """

    source: Source

    @cached_property
    def homes(self) -> tuple[Home, ...]:
        """The lists that are home to a unit."""
        return tuple(self._home(at) for at in self._at_home)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units, in the order of :attr:`Source.keys`."""
        found: dict[int, Unit] = {}
        for home, at in enumerate(self._at_home):
            computed = self._computed(at)
            for row, unit in enumerate(self._ids[at]):
                if self._homes[unit] == (at, row):
                    found[unit] = self._unit(int(unit), home, row, computed)
        return tuple(found[at] for at in range(len(self.source.keys)))

    @cached_property
    def _first(self) -> list[int]:
        """The places of the nodes of the first level."""
        parents, root = self.source.parents, self.source.scheme.root
        return [at for at, name in enumerate(self.source.nodes) if parents.get(name) == root]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: at for at, key in enumerate(self.source.keys)}

    @cached_property
    def _members(self) -> tuple[Members, ...]:
        return tuple(Members(self.source, one) for one in self.source.lists)

    @cached_property
    def _ids(self) -> tuple[NDArray[np.intp], ...]:
        """For each list which unit each row is."""
        return tuple(
            np.array([self._places.get(key, -1) for key in members.keys], dtype=np.intp)
            for members in self._members
        )

    @cached_property
    def _homes(self) -> Mapping[int, tuple[int, int]]:
        """The list of each unit's last period and its row there; lists have the last first."""
        found: dict[int, tuple[int, int]] = {}
        for at, units in enumerate(self._ids):
            for row, unit in enumerate(units.tolist()):
                found.setdefault(unit, (at, row))
        return found

    @cached_property
    def _at_home(self) -> tuple[int, ...]:
        """The lists in which some unit stood last."""
        return tuple(sorted({at for unit, (at, _row) in self._homes.items() if unit >= 0}))

    def _home(self, at: int) -> Home:
        members = self._members[at]
        weights = Criteria(members).weights()
        raw = members.figures("raw", members.leaves)
        decimals = places_for(members.score.tolist())
        return Home(
            list=at,
            units=self._ids[at],
            ranked=members.one.ranked,
            ranks=members.ranks,
            score=members.score,
            length=members.one.first,
            on=members.one.on,
            median=_known(median_of(members.score)),
            decimals=decimals,
            weights=weights,
            medians=members.medians,
            least=_over(members.scores, np.fmin),
            greatest=_over(members.scores, np.fmax),
            score_places=_score_places(members.scores, decimals),
            figure_places=tuple(places_for(column.tolist()) for column in raw.T),
            first=members.scores[:, self._first],
        )

    def _computed(self, at: int) -> _Computed:
        members = self._members[at]
        raw = members.figures("raw", members.leaves)
        filled = members.figures("imputed", members.leaves)
        treated = members.figures("treated", members.leaves)
        before = np.where(np.isnan(filled), raw, filled)
        criteria = Criteria(members, any_coverage=True)
        return _Computed(
            members,
            standing(members),
            effects(criteria),
            passing(members, criteria),
            peers(members),
            sureness(members),
            raw,
            np.where(np.isnan(raw), filled, np.nan),
            np.where(treated != before, treated, np.nan),
        )

    def _unit(self, unit: int, home: int, row: int, computed: _Computed) -> Unit:
        members, key = computed.members, self.source.keys[unit]
        findings = self._findings.get(key, [])
        stated = self._cards.stated(key)
        places = {name: at for at, name in enumerate(members.nodes)}
        frame = members.one.frame
        return Unit(
            at=unit,
            home=home,
            row=row,
            grade=frame["grade"][row] if "grade" in frame.columns else None,
            groups=tuple(self._group(frame, name, row) for name in self.source.groups),
            scores=members.scores[row],
            ranks=computed.standing.ranks[row],
            effects=computed.effects[row],
            raw=computed.raw[row],
            imputed=computed.imputed[row],
            treated=computed.treated[row],
            inapplicable=frozenset(
                places[name]
                for name in self._inapplicable.get((key, members.one.period), ())
                if name in places
            ),
            strengths=tuple(computed.standing.strengths[row].tolist()),
            weaknesses=tuple(computed.standing.weaknesses[row].tolist()),
            sure=computed.sure[row],
            passing=computed.passing[row],
            peers=computed.peers[row],
            periods=tuple(self._periods(unit)),
            before=self._before.get(key),
            findings=tuple(findings[:_MOST_FINDINGS]),
            more_findings=max(0, len(findings) - _MOST_FINDINGS),
            own={places[name]: own for name, own in stated.items() if name in places},
            card=self._cards.of(key, members.one.period),
            admission=self._admissions.of(key, members.one.period),
            plane=self._planes.of(key, members.one.period),
            estimates=self._estimates.of(key, members.one.period),
        )

    def _group(self, frame: pl.DataFrame, name: str, row: int) -> tuple[str | None, int | None]:
        value, column = frame[name][row], f"rank_in_{name}"
        rank = frame[column][row] if column in frame.columns else None
        return None if value is None else str(value), rank

    @cached_property
    def _cards(self) -> Cards:
        return Cards(self.source)

    @cached_property
    def _estimates(self) -> Estimates:
        return Estimates(self.source)

    @cached_property
    def _planes(self) -> Planes:
        return Planes(self.source)

    @cached_property
    def _admissions(self) -> Admissions:
        return Admissions(self.source)

    @cached_property
    def _standings(self) -> Mapping[int, list[tuple[int, int]]]:
        """The lists that each unit stands in, the last first, and its row in each."""
        found: dict[int, list[tuple[int, int]]] = {}
        for at, units in enumerate(self._ids):
            for row, unit in enumerate(units.tolist()):
                found.setdefault(unit, []).append((at, row))
        return found

    def _periods(self, unit: int) -> Iterator[Period]:
        """Yield where a unit stood in each period, where there is more than one."""
        order = list(dict.fromkeys(one.period for one in self.source.lists))
        if len(order) < 2:
            return
        stood = {self.source.lists[at].period: (at, row) for at, row in self._standings[unit]}
        for number, period in enumerate(order):
            if period not in stood:
                continue
            at, row = stood[period]
            members = self._members[at]
            rank, score = _known(members.ranks[row]), _known(members.score[row])
            earlier = stood.get(order[number + 1]) if number + 1 < len(order) else None
            then = None if earlier is None else _known(self._members[earlier[0]].ranks[earlier[1]])
            rose = None if rank is None or then is None else then - rank
            yield Period(at, rank, members.one.ranked, score, rose)

    @cached_property
    def _before(self) -> Mapping[str, Before]:
        comparison = self.source.comparison
        if comparison is None:
            return {}
        rows = comparison.frame.with_columns(pl.col(comparison.frame.columns[0]).cast(pl.String))
        key = (
            self.source.scheme.units.key if self.source.scheme.units.key in rows.columns else "key"
        )
        names = ("status", "rank_before", "change", "data", "method", "entrants")
        return {row[key]: Before(*(row[name] for name in names)) for row in rows.to_dicts()}

    @cached_property
    def _findings(self) -> Mapping[str, list[tuple[str, dict[str, str]]]]:
        """The findings of each unit: severity, and the sentence in each language.

        Without those of rows that break rules or were set aside, which stand in tables, and of
        methods that disagree, of which a section tells.
        """
        frame = self.source.edition.findings
        found: dict[str, list[tuple[str, dict[str, str]]]] = {}
        columns = [f"message_{tag}" for tag in LANGUAGES]
        for unit, severity, *texts in (
            frame.filter(pl.col("unit").is_not_null(), ~pl.col("code").is_in(_IN_TABLES))
            .select(pl.col("unit").cast(pl.String), "severity", *columns)
            .iter_rows()
        ):
            told = dict(zip(LANGUAGES, texts, strict=True))
            found.setdefault(unit, []).append((severity, told))
        return found

    @cached_property
    def _inapplicable(self) -> Mapping[tuple[str, str | None], list[str]]:
        """The nodes that do not apply, by unit and period, with all that is below them."""
        frame, units = self.source.table("left_out"), self.source.scheme.units
        found: dict[tuple[str, str | None], list[str]] = {}
        if frame is None:
            return found
        period = pl.lit(None) if units.period is None else pl.col(units.period)
        rows = frame.filter(pl.col("why") == "inapplicable").select(
            pl.col(units.key).cast(pl.String), period.cast(pl.String).alias("_period"), "node"
        )
        nodes = self.source.scheme.nodes()
        for key, when, name in rows.iter_rows():
            below = [each for each, _node, _depth in nodes[name].walk(name)]
            found.setdefault((key, when), []).extend(below)
        return found


def _over(scores: Matrix, pick: np.ufunc) -> Vector:
    """Return the least or greatest known score of each node."""
    if not len(scores):
        return np.full(scores.shape[1], np.nan)
    found: Vector = pick.reduce(scores, axis=0)
    return found


def _score_places(scores: Matrix, total: int) -> tuple[int, ...]:
    """Return decimals for each node's scores: alike in a column, but a small one loses none.

    All are shown as the total is in the ranking, ``total``, or as the greatest of them would be;
    one that needs more gets up to two digits of its own.
    """
    own = [places_for(column.tolist()) for column in scores.T]
    fewest = max(min(own, default=0), total, 1) if any(own) else 0
    return tuple(max(fewest, places - 2) for places in own)


def _known(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)

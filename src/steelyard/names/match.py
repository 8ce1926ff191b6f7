"""The same enterprise in two lists or more: :func:`match` and what it finds.

The way is one file long: names are read into parts, each list is paired with the enterprises of
the lists before it, and what is left over stays by itself. Of more than two lists the order
matters: an enterprise of the third is held against all names that it has in the first two.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from steelyard.errors import Problem, UsageError
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.names import compare
from steelyard.names.aliases import Aliases, read_aliases
from steelyard.names.decisions import Decisions, ReviewFile
from steelyard.names.listed import NamedList
from steelyard.names.pairing import Entry, Link, pair
from steelyard.names.parts import Parts, Reader
from steelyard.names.rank_biased import PERSISTENCE
from steelyard.names.reasons import in_words
from steelyard.names.score import CERTAIN, UNSURE, compare_faces
from steelyard.names.vocabulary import vocabulary

__all__ = ["PAIRS", "REGISTER", "Matches", "match"]

PAIRS: Mapping[str, pl.DataType] = {
    "list_a": pl.String(),
    "row_a": pl.Int64(),
    "a": pl.String(),
    "list_b": pl.String(),
    "row_b": pl.Int64(),
    "b": pl.String(),
    "score": pl.Float64(),
    "verdict": pl.String(),
    "why": pl.String(),
}
"""Columns of the frame of pairs; a verdict is ``same`` or ``unsure``."""

REGISTER: Mapping[str, pl.DataType] = {
    "enterprise": pl.Int64(),
    "list": pl.String(),
    "row": pl.Int64(),
    "name": pl.String(),
    "rank": pl.Int64(),
}
"""Columns of the register: every name of every list, with the number of its enterprise."""

_SHOWN = 10


@dataclass(frozen=True)
class Matches:
    """Which entries of several lists are the same enterprises.

    Parameters
    ----------
    lists
        What the lists are called.
    pairs
        With the columns of :data:`PAIRS`; no entry is in two pairs with the same list.
    register
        With the columns of :data:`REGISTER`; only pairs that are ``same`` share a number.
    findings
        What a reader should know.
    """

    lists: tuple[str, ...]
    pairs: pl.DataFrame
    register: pl.DataFrame
    findings: tuple[Finding, ...] = ()

    @property
    def unmatched(self) -> pl.DataFrame:
        """Return the entries of each list that are in no other, nor in a pair to ask about.

        The columns are ``list``, ``row``, ``name`` and ``rank``.
        """
        asked = [
            self.unsure.select(
                pl.col(f"list_{side}").alias("list"), pl.col(f"row_{side}").alias("row")
            )
            for side in ("a", "b")
        ]
        alone = self.register.filter(pl.len().over("enterprise") == 1).drop("enterprise")
        return alone.join(pl.concat(asked), on=["list", "row"], how="anti", maintain_order="left")

    @property
    def unsure(self) -> pl.DataFrame:
        """Return the pairs that a person is to be asked about."""
        return self.pairs.filter(pl.col("verdict") == "unsure")

    def common(self) -> pl.DataFrame:
        """Return the enterprises in all lists with their ranks; see :func:`compare.common`."""
        return compare.common(self.register, self.lists)

    def correlations(self, persistence: float = PERSISTENCE) -> pl.DataFrame:
        """Return how alike the orders are; see :func:`compare.correlations`."""
        return compare.correlations(self.register, self.lists, persistence)


def match(
    a: pl.DataFrame | Sequence[str] | NamedList,
    b: pl.DataFrame | Sequence[str] | NamedList,
    *more: pl.DataFrame | Sequence[str] | NamedList,
    name: str = "name",
    rank: str | None = None,
    aliases: Aliases | Path | str | None = None,
    decisions: Decisions | Path | str | None = None,
    certain: float = CERTAIN,
) -> Matches:
    """Return which entries of two lists or more are the same enterprises.

    Parameters
    ----------
    a, b, more
        Lists: frames, or names in the order of their ranks. They are called A, B, C … but for a
        :class:`~steelyard.names.listed.NamedList`, which has its own name.
    name, rank
        The columns of frames that have the names and the ranks.
    aliases
        Names that mean another: a table with ``name`` and ``alias``, read from a file or not.
    decisions
        What a person decided: a review file, read or not.
    certain
        The score from which on two names are taken for the same, from 0.7 to 1; see
        :mod:`steelyard.names.score`.

    Returns
    -------
    Matches

    Raises
    ------
    UsageError
        A frame has no such column; two lists are called the same; ``certain`` is out of bounds.
    DataError
        A list is empty; a file cannot be read.

    Examples
    --------
    >>> found = match(["華為", "中國銀行"], ["Huawei Technologies Co., Ltd.", "中國農業銀行"])
    >>> found.pairs.select("a", "b", "verdict").rows()
    [('華為', 'Huawei Technologies Co., Ltd.', 'same')]
    >>> found.unmatched["name"].to_list()
    ['中國銀行', '中國農業銀行']
    """
    if not UNSURE <= certain <= 1:
        said = message("Must be from {least} to 1, is {input}.", least=UNSURE, input=certain)
        raise UsageError(Problem(said, field="certain"))
    lists = [_listed(given, at, name, rank) for at, given in enumerate((a, b, *more))]
    _check_labels(lists)
    known = read_aliases(Path(aliases)) if isinstance(aliases, Path | str) else aliases
    decided = _decided(decisions)
    reader = Reader(vocabulary(), known.meant if known is not None else {})
    register = _Register(reader, decided, certain)
    for listed in lists:
        register.add(listed)
    found = register.matches()
    findings = (
        *(finding for listed in lists for finding in listed.findings),
        *(known.findings if known is not None else ()),
        *decided.findings,
        *_about_unknown(decided, lists),
        *found.findings,
    )
    return replace(found, findings=findings)


def _listed(
    given: pl.DataFrame | Sequence[str] | NamedList, at: int, name: str, rank: str | None
) -> NamedList:
    if isinstance(given, NamedList):
        return given
    label = string.ascii_uppercase[at] if at < len(string.ascii_uppercase) else str(at + 1)
    if isinstance(given, pl.DataFrame):
        return NamedList.of_frame(given, label, name, rank)
    return NamedList.of_texts(given, label)


def _check_labels(lists: Sequence[NamedList]) -> None:
    labels = [listed.label for listed in lists]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise UsageError(message("Two lists are called “{label}”.", label=twice))


def _decided(decisions: Decisions | Path | str | None) -> Decisions:
    if isinstance(decisions, Path | str):
        return ReviewFile.read(Path(decisions)).decisions()
    return decisions or Decisions()


@dataclass
class _Enterprise:
    """An enterprise with an entry of one list or more."""

    members: list[tuple[int, int]]
    names: tuple[str, ...]
    faces: tuple[Parts, ...]

    def entry(self) -> Entry:
        return Entry(self.names, self.faces)


@dataclass
class _Register:
    """The enterprises of the lists so far, and the pairs by which they came together."""

    reader: Reader
    decisions: Decisions
    certain: float
    lists: list[NamedList] = field(default_factory=list)
    faces: list[list[tuple[Parts, ...]]] = field(default_factory=list)
    enterprises: list[_Enterprise] = field(default_factory=list)
    pairs: list[tuple[object, ...]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, listed: NamedList) -> None:
        """Pair a list with the enterprises so far, and enter what is new."""
        at = len(self.lists)
        faces = self.reader.read(listed.names)
        self.lists.append(listed)
        self.faces.append(faces)
        self.findings += _about_alike(listed, faces)
        entries = [Entry((name,), parts) for name, parts in zip(listed.names, faces, strict=True)]
        links: Sequence[Link] = ()
        if self.enterprises:
            before = [enterprise.entry() for enterprise in self.enterprises]
            found = pair(before, entries, self.decisions, self.certain)
            links = found.links
            self.findings += found.findings
        for link in links:
            self._enter_pair(link, at)
        same = {link.right: link.left for link in links if link.verdict == "same"}
        for place, entry in enumerate(entries):
            if place in same:
                enterprise = self.enterprises[same[place]]
                enterprise.members.append((at, place))
                enterprise.names += entry.names
                enterprise.faces += entry.faces
            else:
                self.enterprises.append(_Enterprise([(at, place)], entry.names, entry.faces))

    def _enter_pair(self, link: Link, at: int) -> None:
        """Enter a pair with that name of the enterprise that is most like the new one."""
        members = self.enterprises[link.left].members
        new = self.faces[at][link.right]
        old, place = (
            members[0]
            if len(members) == 1
            else max(members, key=lambda m: compare_faces(self.faces[m[0]][m[1]], new).score)
        )
        one, two = self.lists[old], self.lists[at]
        self.pairs.append(
            (
                *(one.label, one.rows[place], one.names[place]),
                *(two.label, two.rows[link.right], two.names[link.right]),
                *(link.score, link.verdict, in_words(link.reasons)),
            )
        )

    def matches(self) -> Matches:
        """Return what was found."""
        rows = [
            (
                number,
                self.lists[at].label,
                self.lists[at].rows[place],
                self.lists[at].names[place],
                None if (ranks := self.lists[at].ranks) is None else ranks[place],
            )
            for number, enterprise in enumerate(self.enterprises, 1)
            for at, place in enterprise.members
        ]
        return Matches(
            tuple(listed.label for listed in self.lists),
            pl.DataFrame(self.pairs, schema=dict(PAIRS), orient="row"),
            pl.DataFrame(rows, schema=dict(REGISTER), orient="row"),
            tuple(self.findings),
        )


def _about_alike(listed: NamedList, faces: Sequence[tuple[Parts, ...]]) -> list[Finding]:
    """Return a finding for each of the first entries that mean the same as one before them."""
    first: dict[str, str] = {}
    findings: list[Finding] = []
    count = 0
    for name, row, (parts, *_others) in zip(listed.names, listed.rows, faces, strict=True):
        before = first.setdefault(parts.key, name)
        if before == name:
            continue
        count += 1
        if count <= _SHOWN:
            said = message("“{one}” and “{two}” seem to be one enterprise.", one=before, two=name)
            findings.append(
                Finding("alike", said, "warning", table=listed.label, row=row, unit=name)
            )
    if count > _SHOWN:
        said = message("So do other pairs of names: {count}.", count=count - _SHOWN)
        findings.append(Finding("alike", said, "warning", table=listed.label))
    return findings


def _about_unknown(decisions: Decisions, lists: Iterable[NamedList]) -> list[Finding]:
    """Return a finding for decisions about names that are in no list."""
    known = {name for listed in lists for name in listed.names}
    absent = dict.fromkeys(
        name
        for decided in (*decisions.same, *decisions.different)
        for name in decided
        if name not in known
    )
    return [
        Finding(
            "decision-without-entry",
            message("“{name}” of the review file is in none of the lists.", name=name),
            unit=name,
        )
        for name in absent
    ]

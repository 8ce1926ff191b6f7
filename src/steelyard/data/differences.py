"""What changed in a document from one version to the next: entries added, removed, changed.

An entry is a row without what says whose version it is and from when; it stays the same entry
while its key does. Which days versions are in force is left to ``spans``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from steelyard.data.spans import FIRST_DAY, VERSION, spans
from steelyard.scheme.inputs import Table, Versions

__all__ = ["Changed", "Difference", "Version", "differences", "entry_columns"]

Entry = Mapping[str, Any]
_Key = tuple[object, ...]


@dataclass(frozen=True)
class Version:
    """A version of a document: its name, and the first day on which it is in force."""

    name: str
    first_day: date


@dataclass(frozen=True)
class Changed:
    """An entry that stayed and is not what it was.

    Parameters
    ----------
    entry
        As it is now.
    before
        What the columns that changed held before.
    """

    entry: Entry
    before: Entry


@dataclass(frozen=True)
class Difference:
    """What became of an owner's document from one version to the next.

    Parameters
    ----------
    table
        The name of the table.
    owner
        Whose document it is, by column; empty where there is one document.
    before, after
        The versions; none before the first.
    entries
        How many entries the later version has.
    added, removed, changed
        The entries, in the order of the rows; nothing is added to a first version.
    """

    table: str
    owner: Entry
    before: Version | None
    after: Version
    entries: int
    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[Changed, ...] = ()

    @property
    def unchanged(self) -> int:
        """How many entries are as they were; none of a first version."""
        if self.before is None:
            return 0
        return self.entries - len(self.added) - len(self.changed)

    def to_json(self) -> dict[str, Any]:
        """Return it for programs; days as texts."""
        return {
            "table": self.table,
            "owner": _plain(self.owner),
            "before": None if self.before is None else _version(self.before),
            "after": _version(self.after),
            "entries": self.entries,
            "added": [_plain(entry) for entry in self.added],
            "removed": [_plain(entry) for entry in self.removed],
            "changed": [
                {"entry": _plain(one.entry), "before": _plain(one.before)} for one in self.changed
            ],
            "unchanged": self.unchanged,
        }


def differences(
    frame: pl.DataFrame, name: str, table: Table, before: pl.DataFrame | None = None
) -> tuple[Difference, ...]:
    """Compare the newest version of each owner's document with the one before it.

    Parameters
    ----------
    frame
        The table as read and checked.
    name
        Its name.
    table
        Its declaration; one without versions has no differences.
    before
        The former list, where it is a file of its own. An owner's version before is the latest
        that began earlier, in either file; if none did, the newest of the former file. Owners
        that are only there are not compared.

    Returns
    -------
    tuple of Difference
        One for each owner, in the order of the owners.
    """
    versions = table.versions
    if versions is None or frame.is_empty():
        return ()
    found = []
    former = _by_owner(before, versions) if before is not None else {}
    for owner, own in _by_owner(frame, versions).items():
        newest = own[-1]
        earlier = [one for one in [*own, *former.get(owner, [])] if one.begins < newest.begins]
        last = max(earlier, key=lambda one: one.begins, default=None)
        last = last or next(reversed(former.get(owner, [])), None)
        named = dict(zip(versions.of, owner, strict=True))
        found.append(_compared(name, named, last, newest, table))
    return tuple(found)


def entry_columns(table: Table) -> list[str]:
    """Return the columns of a table that belong to its entries, not to their version."""
    versions = table.versions
    beside: set[str | None] = set()
    if versions is not None:
        beside = {*versions.of, versions.version, versions.from_, versions.until}
    return [column for column in table.columns if column not in beside]


@dataclass(frozen=True)
class _Rows:
    """The rows of a version."""

    version: Version
    frame: pl.DataFrame

    @property
    def begins(self) -> date:
        return self.version.first_day


def _by_owner(frame: pl.DataFrame, versions: Versions) -> dict[_Key, list[_Rows]]:
    """Return the versions of each owner, the earliest first."""
    named = versions.version or versions.from_
    rows = frame.with_columns(pl.col(named).cast(pl.String).alias(VERSION))
    parts = rows.partition_by([*versions.of, VERSION], maintain_order=True, as_dict=True)
    found: dict[_Key, list[_Rows]] = {}
    for one in spans(frame, versions).iter_rows(named=True):
        owner = tuple(one[name] for name in versions.of)
        version = Version(one[VERSION], one[FIRST_DAY])
        found.setdefault(owner, []).append(_Rows(version, parts[*owner, version.name]))
    return found


def _compared(
    name: str, owner: Entry, before: _Rows | None, after: _Rows, table: Table
) -> Difference:
    columns = entry_columns(table)
    now = after.frame.select(columns).unique(maintain_order=True)
    if before is None:
        return Difference(name, owner, None, after.version, now.height)
    then = before.frame.select(columns).unique(maintain_order=True)
    key = _key(table, columns, now, then)
    old, new = _entries(then, key), _entries(now, key)
    return Difference(
        name,
        owner,
        before.version,
        after.version,
        now.height,
        added=tuple(entry for at, entry in new.items() if at not in old),
        removed=tuple(entry for at, entry in old.items() if at not in new),
        changed=tuple(_changed(old, new)),
    )


def _key(table: Table, columns: Sequence[str], *frames: pl.DataFrame) -> list[str]:
    """Return the columns by which an entry stays the same entry.

    They are what the table's key leaves when the version is known. Where it leaves nothing, a
    document of one row has one entry, and others have entries that are told apart by all columns.
    """
    key = [column for column in columns if column in table.key]
    alone = bool(table.key) and all(frame.height == 1 for frame in frames)
    return key if key or alone else list(columns)


def _entries(frame: pl.DataFrame, key: Sequence[str]) -> dict[_Key, Entry]:
    return {tuple(row[name] for name in key): row for row in frame.iter_rows(named=True)}


def _changed(old: Mapping[_Key, Entry], new: Mapping[_Key, Entry]) -> Iterator[Changed]:
    for at, entry in new.items():
        was = old.get(at, entry)
        other = {name: was[name] for name in entry if was[name] != entry[name]}
        if other:
            yield Changed(entry, other)


def _version(version: Version) -> dict[str, str]:
    return {"version": version.name, "from": version.first_day.isoformat()}


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in entry.items()
    }

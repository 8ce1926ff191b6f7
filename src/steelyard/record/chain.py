"""The entries of an edition's record as they stand, and whether each follows the one before.

What a chain of hashes proves: every entry carries the SHA-256 of the entry before it, so an entry
that was changed, removed, put in or moved no longer fits the next. It does not prove who wrote an
entry, and whoever can rewrite all files can write another chain that fits: only the hash of the
last entry, the head, published where the keeper of the files cannot change it (a register, a
gazette), settles what the record was on that day. Without it, entries cut off the end are not
missed either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from steelyard.i18n import Message, message
from steelyard.record.entry import Entry, digest, parse

__all__ = ["ATTACHMENTS", "CLAIM", "RECORD", "Chain", "Fault", "Stored", "read"]

RECORD = "record"
ATTACHMENTS = "attachments"
CLAIM = ".writing"
_NAME = re.compile(r"^(\d{4,})-[a-z_]+\.json$")


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written.

    Parameters
    ----------
    what
        What is wrong.
    number
        The entry concerned, where it is one.
    """

    what: Message
    number: int | None = None


@dataclass(frozen=True)
class Stored:
    """A file of the record.

    Parameters
    ----------
    file
        Its name.
    number
        The number in its name.
    sha256
        The hash of its bytes.
    entry
        What it says; None where it cannot be read.
    """

    file: str
    number: int
    sha256: str
    entry: Entry | None


@dataclass(frozen=True)
class Chain:
    """The record of an edition.

    Parameters
    ----------
    stored
        Its files by number.
    faults
        What is wrong with them.
    """

    stored: tuple[Stored, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def head(self) -> str | None:
        """The hash of the last entry, which stands for the whole record; None without entries."""
        return self.stored[-1].sha256 if self.stored else None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that can be read."""
        return tuple(one.entry for one in self.stored if one.entry is not None)


def read(edition: Path) -> Chain:
    """Read the record of an edition and check that it hangs together.

    Parameters
    ----------
    edition
        The edition's folder.

    Returns
    -------
    Chain
        Without entries where the edition has no record.
    """
    folder = edition / RECORD
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    there = [name for name in names if _NAME.match(name) and (folder / name).is_file()]
    stored = tuple(sorted((_read(folder, name) for name in there), key=lambda one: one.number))
    others = [name for name in names if name not in (*there, ATTACHMENTS, CLAIM)]
    faults = [*_numbers(stored), *_links(stored), *_hung(stored, edition)]
    faults += [*_attached(stored, folder), *map(_stranger, others)]
    return Chain(stored, tuple(faults))


def _read(folder: Path, name: str) -> Stored:
    content = (folder / name).read_bytes()
    try:
        entry = parse(content)
    except ValueError:
        entry = None
    return Stored(name, int(name.partition("-")[0]), digest(content), entry)


def _stranger(name: str) -> Fault:
    return Fault(message("{file} is no part of the record.", file=f"{RECORD}/{name}"))


def _numbers(stored: Sequence[Stored]) -> Iterator[Fault]:
    """Yield gaps and doubles, and files that cannot be read or are called otherwise."""
    expected = 1
    for one in stored:
        if one.number < expected:
            yield Fault(message("Two entries have the number {number}.", number=one.number))
        for absent in range(expected, min(one.number, expected + 1)):
            yield Fault(message("Entry {number} is missing.", number=absent))
        expected = one.number + 1
        if one.entry is None:
            text = message("{file} cannot be read as it was written.", file=one.file)
            yield Fault(text, one.number)
        elif one.entry.file != one.file:
            text = message("{file} should be called {name}.", file=one.file, name=one.entry.file)
            yield Fault(text, one.number)


def _links(stored: Sequence[Stored]) -> Iterator[Fault]:
    """Yield the places where an entry does not follow the one before."""
    for before, after in pairwise(stored):
        if after.entry is not None and after.entry.previous != before.sha256:
            text = message(
                "Entry {number} is not the one that entry {after} follows: one was changed, "
                "removed, moved or put in.",
                number=before.number,
                after=after.number,
            )
            yield Fault(text, before.number)


def _hung(stored: Sequence[Stored], edition: Path) -> Iterator[Fault]:
    """Yield entries that stand on another edition than this one."""
    manifest = edition / "manifest.json"
    own = digest(manifest.read_bytes()) if manifest.is_file() else None
    entries = [one.entry for one in stored if one.entry is not None]
    foreign = [entry for entry in entries if entry.edition != own]
    if foreign and len(foreign) == len(entries):
        yield Fault(message("manifest.json is not the one that the record stands on."))
        return
    for entry in foreign:
        text = message("Entry {number} stands on another edition.", number=entry.number)
        yield Fault(text, entry.number)


def _attached(stored: Sequence[Stored], folder: Path) -> Iterator[Fault]:
    """Yield attachments that are missing, changed, or named by no entry."""
    named: set[str] = set()
    for one in stored:
        for attachment in one.entry.attachments if one.entry is not None else ():
            named.add(attachment.name)
            path = folder / ATTACHMENTS / attachment.name
            if Path(attachment.name).name != attachment.name or not path.is_file():
                text = message("The attachment {file} is missing.", file=attachment.name)
                yield Fault(text, one.number)
            elif digest(path.read_bytes()) != attachment.sha256:
                text = message("The attachment {file} was changed.", file=attachment.name)
                yield Fault(text, one.number)
    there = folder / ATTACHMENTS
    for path in sorted(there.iterdir()) if there.is_dir() else ():
        if path.name not in named:
            yield _stranger(f"{ATTACHMENTS}/{path.name}")

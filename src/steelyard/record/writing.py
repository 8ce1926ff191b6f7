"""Entries written to the record: whole or not at all, never over another, one writer at a time."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steelyard.errors import EditionError, Problem, UsageError
from steelyard.i18n import message
from steelyard.record.chain import ATTACHMENTS, CLAIM, RECORD, Chain, Stored, read
from steelyard.record.entry import Attachment, Entry, Kind, canonical, digest

__all__ = ["PATIENCE", "Draft", "append", "found"]

PATIENCE = 10.0
"""Seconds to wait for another writer."""


@dataclass(frozen=True)
class Draft:
    """What an entry is to say; its number and the hash before are not known yet.

    Parameters
    ----------
    kind, content, by, date, reason, units
        As in :class:`~steelyard.record.entry.Entry`.
    attach
        Files to be kept with it.
    """

    kind: Kind
    content: dict[str, Any]
    by: str | None = None
    date: str | None = None
    reason: str | None = None
    units: tuple[str, ...] = ()
    attach: tuple[Path, ...] = ()

    def entry(
        self, number: int, previous: str | None, edition: str, attachments: Sequence[Attachment]
    ) -> Entry:
        """Return the entry in its place."""
        return Entry(
            number=number,
            kind=self.kind,
            previous=previous,
            edition=edition,
            content=self.content,
            by=self.by,
            date=self.date,
            reason=self.reason,
            units=list(self.units),
            attachments=list(attachments),
        )


def found(edition: Path, drafts: Sequence[Draft]) -> Chain:
    """Write the first entries of an edition's record, all together.

    Raises
    ------
    UsageError
        If the edition has a record.
    """
    if (edition / RECORD).exists():
        raise UsageError(message("{folder} has a record already.", folder=str(edition)))
    hung = digest((edition / "manifest.json").read_bytes())
    folder = Path(tempfile.mkdtemp(prefix=f".{RECORD}-", dir=edition))
    try:
        folder.chmod(0o755)
        stored: list[Stored] = []
        for number, draft in enumerate(drafts, start=1):
            entry = draft.entry(number, stored[-1].sha256 if stored else None, hung, ())
            content = canonical(entry)
            _write(folder / entry.file, content)
            stored.append(Stored(entry.file, number, digest(content), entry))
        # Fails where somebody else began the record meanwhile.
        folder.rename(edition / RECORD)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Chain(tuple(stored))


def append(edition: Path, draft: Callable[[Chain], Draft]) -> Stored:
    """Write the next entry of an edition's record.

    Parameters
    ----------
    edition
        The edition's folder.
    draft
        Makes the entry from what the record says up to now; nobody else writes meanwhile.

    Raises
    ------
    EditionError
        If the record is not as it was written, or somebody else is writing and does not end.
    UsageError
        If there is no record, or a file to attach cannot be read.
    """
    if not (edition / RECORD).is_dir():
        text = message(
            "{folder} has no record; “steelyard record {folder} begin” begins one.",
            folder=str(edition),
        )
        raise UsageError(text)
    with _claimed(edition / RECORD):
        chain = read(edition)
        if chain.faults or not chain.stored:
            why = chain.faults[0].what if chain.faults else message("It has no entries.")
            raise EditionError(
                message("The record of {folder} was changed. {why}", folder=str(edition), why=why)
            )
        return _put(edition, chain, draft(chain))


def _put(edition: Path, chain: Chain, draft: Draft) -> Stored:
    folder, number = edition / RECORD, len(chain.stored) + 1
    copied: list[Path] = []
    try:
        attachments = []
        for path in draft.attach:
            content = _document(path)
            kept = folder / ATTACHMENTS / f"{number:04}-{path.name}"
            if kept in copied:
                text = message("Two attachments are called {name}.", name=path.name)
                raise UsageError(Problem(text, field="--attach"))
            kept.parent.mkdir(exist_ok=True)
            copied.append(kept)
            _write(kept, content)
            attachments.append(Attachment(name=kept.name, sha256=digest(content)))
        hung = digest((edition / "manifest.json").read_bytes())
        entry = draft.entry(number, chain.head, hung, attachments)
        content = canonical(entry)
        _write(folder / entry.file, content)
    except BaseException:
        for kept in copied:
            kept.unlink(missing_ok=True)
        raise
    return Stored(entry.file, number, digest(content), entry)


def _document(path: Path) -> bytes:
    if not path.is_file():
        text = message("There is no file {file}.", file=str(path))
        raise UsageError(Problem(text, field="--attach"))
    return path.read_bytes()


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """Let nobody else write; a file that only one can create says so, on shared disks too."""
    claim, until = folder / CLAIM, time.monotonic() + PATIENCE
    while True:
        try:
            os.close(os.open(claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            if time.monotonic() >= until:
                text = message(
                    "Somebody else is writing to this record. If nobody is, a writer was "
                    "interrupted: remove {file}.",
                    file=str(claim),
                )
                raise EditionError(text) from None
            time.sleep(0.02)
    try:
        yield
    finally:
        claim.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; one that is there is left alone."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            raise FileExistsError(path)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)

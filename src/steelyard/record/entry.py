"""An entry of the record: who did what, when and why, and the hash of the entry before.

An entry has one form in bytes, so that its SHA-256 stands for what it says. Finding and
following the entries of an edition is left to ``chain``.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    StringConstraints,
    model_validator,
)

__all__ = [
    "ACTS",
    "AUTOMATIC",
    "KINDS",
    "Answer",
    "Attachment",
    "Decision",
    "Entry",
    "Kind",
    "Objection",
    "canonical",
    "digest",
    "parse",
]

Kind = Literal[
    "commitment", "self_assessment", "computed", "decision", "objection", "answer", "final"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
AUTOMATIC: tuple[Kind, ...] = ("commitment", "self_assessment", "computed")
"""What a record begins with, drawn from the edition; no person's act."""
ACTS: tuple[Kind, ...] = ("decision", "objection", "answer", "final")
"""What people add, each with who, when and why."""


def _is_day(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError
    return text


Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[str, AfterValidator(_is_day)]
Number = Annotated[int, Field(ge=1)]
Said = Annotated[str, StringConstraints(min_length=1)]


class _Part(BaseModel):
    """Frozen, of exactly these fields, and nothing taken for something else."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Attachment(_Part):
    """A document that came with an entry, kept in ``attachments/``."""

    name: Said
    sha256: Digest


class Decision(_Part):
    """What a decision says: the points of a criterion of a unit."""

    criterion: str
    points: FiniteFloat
    computed: FiniteFloat | None
    answers: Number | None


class Objection(_Part):
    """What an objection is about; the whole where no criterion is named."""

    criterion: str | None


class Answer(_Part):
    """Which objection is answered."""

    answers: Number


_CONTENTS: dict[str, type[_Part]] = {
    "decision": Decision,
    "objection": Objection,
    "answer": Answer,
}


class Entry(_Part):
    """An entry of the record.

    Parameters
    ----------
    number
        Its place, from 1.
    kind
        What it is.
    previous
        The SHA-256 of the file before, None for the first.
    edition
        The SHA-256 of the edition's ``manifest.json``.
    content
        What it says, by kind.
    by, date, reason
        Who, when (as they state it: YYYY-MM-DD) and why; None in what the program draws from
        the edition.
    units
        The keys of the units concerned; none where it concerns all.
    attachments
        Documents that came with it.
    """

    number: Number
    kind: Kind
    previous: Digest | None
    edition: Digest
    content: dict[str, Any]
    by: Said | None
    date: Day | None
    reason: Said | None
    units: list[str]
    attachments: list[Attachment]

    @model_validator(mode="after")
    def _complete(self) -> Entry:
        """Refuse an act without who, when, or what belongs to its kind."""
        stated = [self.by, self.date]
        if self.kind in AUTOMATIC:
            wrong = any(x is not None for x in (*stated, self.reason)) or bool(self.units)
        else:
            concerned = 0 if self.kind == "final" else 1
            wrong = None in stated or len(self.units) != concerned
            wrong = wrong or (self.kind != "final" and self.reason is None)
        if wrong or (self.number == 1) != (self.previous is None):
            raise ValueError
        if self.kind in _CONTENTS:
            _CONTENTS[self.kind].model_validate(self.content)
        return self

    @property
    def decision(self) -> Decision:
        """What a decision says."""
        return Decision.model_validate(self.content)

    @property
    def objection(self) -> Objection:
        """What an objection says."""
        return Objection.model_validate(self.content)

    @property
    def answer(self) -> Answer:
        """What an answer says."""
        return Answer.model_validate(self.content)

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.number:04}-{self.kind}.json"


def canonical(entry: Entry) -> bytes:
    """Return the bytes of an entry: JSON in UTF-8, keys sorted, a line for each unit or row.

    >>> computed = Entry(number=1, kind="computed", previous=None, edition="0" * 64,
    ...     content={}, by=None, date=None, reason=None, units=[], attachments=[])
    >>> canonical(computed).decode().splitlines()[:3]
    ['{', ' "attachments": [],', ' "by": null,']
    """
    return (_lines(entry.model_dump(), "\n") + "\n").encode()


_LINED = 3
"""How deep parts stand on lines of their own."""
_plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False).encode


def _lines(value: Any, line: str) -> str:
    """Return JSON with a line for each part; ``line`` begins a line as deep as the value."""
    if not value or not isinstance(value, dict | list) or len(line) > _LINED:
        return _plain(value)
    within = line + " "
    if isinstance(value, list):
        return f"[{within}" + f",{within}".join(_lines(part, within) for part in value) + f"{line}]"
    parts = (f"{_plain(name)}: {_lines(value[name], within)}" for name in sorted(value))
    return f"{{{within}" + f",{within}".join(parts) + f"{line}}}"


def parse(content: bytes) -> Entry:
    """Read an entry.

    Raises
    ------
    ValueError
        If it is none, or not in the form in which entries are written.
    """
    try:
        entry = Entry.model_validate(json.loads(content.decode()))
        exact = canonical(entry) == content
    except RecursionError:
        raise ValueError from None
    if not exact:
        raise ValueError
    return entry


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()

"""What can go wrong, for the person who has to mend it.

Every error says where it is, what is wrong, what was expected and, where a
name is not known, the nearest one that is. The tree::

    SteelyardError
    ├── UsageError      the call is wrong: an option, a missing table
    ├── SchemeError     the scheme is wrong: one or more problems, each with line and column
    ├── DataError       a file or its content is wrong: problems, each with row and column
    ├── QueryError      a scheme's SQL was refused or failed
    ├── ClaimsError     a claims file is wrong: problems, each with line and column
    └── EditionError    a folder is not an edition, is incomplete, or was changed
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steelyard.i18n import Message, message

__all__ = [
    "ClaimsError",
    "DataError",
    "EditionError",
    "Problem",
    "QueryError",
    "SchemeError",
    "SteelyardError",
    "UsageError",
    "nearest",
]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    Parameters
    ----------
    message
        What is wrong and what was expected.
    file
        The file as the caller named it.
    line, column
        Position in a text file, from 1. For a table, ``line`` is the row of
        the file (a header in the first row is row 1).
    field
        The path inside a scheme (``tree.parts.patents.weight``) or the column of a table.
    nearest
        The known name closest to an unknown one.
    """

    message: Message
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        position = ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)
        parts = [position] if position else []
        if self.field:
            parts.append(self.field)
        what = self.message
        if self.nearest:
            what = message("{problem} Did you mean “{name}”?", problem=what, name=self.nearest)
        return ": ".join([*parts, str(what)])


class SteelyardError(Exception):
    """Anything that Steelyard refuses, with the problems found.

    Parameters
    ----------
    problems
        A message, a problem, or several problems.
    """

    exit_status = 2

    def __init__(self, problems: Message | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, Message):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class UsageError(SteelyardError):
    """The call is wrong."""


class SchemeError(SteelyardError):
    """The scheme is wrong."""


class DataError(SteelyardError):
    """A file, or what stands in it, is wrong."""


class QueryError(SteelyardError):
    """A scheme's SQL was refused or failed."""


class ClaimsError(SteelyardError):
    """A claims file is wrong."""


class EditionError(SteelyardError):
    """A folder is not an edition, is incomplete, or was changed."""


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name closest to ``name``, or None if none is close.

    >>> nearest("patent", ["patents", "royalties"])
    'patents'
    """
    folded = {k.casefold(): k for k in reversed(known)}
    found = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None

"""The review file: pairs of which a person says once and for all whether they are the same.

A CSV with the columns ``a``, ``b``, ``score``, ``why`` and ``decision``. Lines that stand in it
are never changed, moved or dropped; new pairs are put below them. What decisions do to a match
is left to ``pairing``.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from steelyard.data.encodings import decode
from steelyard.errors import DataError, Problem, nearest
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = ["COLUMNS", "Decisions", "Pair", "ReviewFile", "ordered"]

COLUMNS = ("a", "b", "score", "why", "decision")
Pair = tuple[str, str]
Verdict = Literal["same", "different"]

_MARK = "\ufeff"
_DELIMITERS = (",", ";", "\t")
_WORDS: dict[str, Verdict] = {
    "same": "same",
    "相同": "same",
    "同": "same",
    "different": "different",
    "不同": "different",
    "異": "different",
    "异": "different",
}


def ordered(one: str, two: str) -> Pair:
    """Return two names in a fixed order, spaces made plain: a decision has no direction."""
    first, second = sorted((" ".join(one.split()), " ".join(two.split())))
    return first, second


@dataclass(frozen=True)
class Decisions:
    """What persons decided about pairs of names.

    Parameters
    ----------
    same, different
        The pairs, each in a fixed order, in the order of the file.
    findings
        Decisions that contradict each other, or that say neither.
    """

    same: tuple[Pair, ...] = ()
    different: tuple[Pair, ...] = ()
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]], label: str = "review") -> Decisions:
        """Return the decisions of rows of two names and a word.

        >>> Decisions.of([("華為", "Huawei", "same"), ("華為", "華潤", "")]).same
        (('Huawei', '華為'),)
        """
        said: dict[Pair, set[Verdict]] = {}
        findings = []
        for number, (one, two, word) in enumerate(rows, 2):
            plain = word.strip().casefold()
            if plain and plain not in _WORDS:
                findings.append(_unknown_word(word.strip(), label, number))
            elif plain:
                said.setdefault(ordered(one, two), set()).add(_WORDS[plain])
        for pair, verdicts in said.items():
            if len(verdicts) > 1:
                findings.append(_contradiction(pair, label))
        plain_said = {pair: verdicts for pair, verdicts in said.items() if len(verdicts) == 1}
        return cls(
            tuple(pair for pair, verdicts in plain_said.items() if "same" in verdicts),
            tuple(pair for pair, verdicts in plain_said.items() if "different" in verdicts),
            tuple(findings),
        )


def _unknown_word(word: str, label: str, row: int) -> Finding:
    text = message(
        "“{word}” is no decision; expected same or different (相同, 不同), or nothing yet.",
        word=word[:100],
    )
    return Finding("decision-not-read", text, "warning", table=label, row=row, column="decision")


def _contradiction(pair: Pair, label: str) -> Finding:
    text = message(
        "“{one}” and “{two}” are decided both ways, so neither counts.", one=pair[0], two=pair[1]
    )
    return Finding("decisions-contradict", text, "warning", table=label)


@dataclass(frozen=True)
class ReviewFile:
    """A review file as it stands.

    Parameters
    ----------
    path
        Where it is, or will be.
    text
        What stands in it; empty if there is none yet.
    delimiter
        What parts its cells.
    header
        Its columns.
    rows
        Its rows below the header.
    """

    path: Path
    text: str = ""
    delimiter: str = ","
    header: tuple[str, ...] = COLUMNS
    rows: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def read(cls, path: Path) -> ReviewFile:
        """Return the review file at a place; an empty one where there is none yet.

        Raises
        ------
        DataError
            It is no text, or has no column ``a``, ``b`` or ``decision``.
        """
        if not path.exists():
            return cls(path)
        if path.is_dir():
            raise DataError(Problem(message("This is a folder; name a file in it."), str(path)))
        data = path.read_bytes()
        if not data.strip():
            return cls(path)
        text = decode(data, str(path), path.name).data.decode()
        delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
        try:
            lines = io.StringIO(text, newline="")
            header, *rows = csv.reader(lines, delimiter=delimiter, strict=True)
        except csv.Error:
            said = message(
                "This is not a review file: a quotation mark opens a cell and is not closed at "
                "its end."
            )
            raise DataError(Problem(said, str(path))) from None
        names = tuple(name.strip().casefold() for name in header)
        absent = [name for name in ("a", "b", "decision") if name not in names]
        if absent:
            raise DataError(_no_columns(absent, names, path))
        return cls(path, text, delimiter, names, tuple(map(tuple, rows)))

    def decisions(self) -> Decisions:
        """Return what was decided."""
        rows = ((*self._pair(row), self._cell(row, "decision")) for row in self.rows)
        return Decisions.of(rows, self.path.name)

    def with_new(self, pairs: Iterable[tuple[str, str, float, str]]) -> ReviewFile:
        """Return the file with pairs below that are not in it: names, score and why."""
        known = {ordered(*self._pair(row)) for row in self.rows}
        added = [pair for pair in pairs if ordered(pair[0], pair[1]) not in known]
        if not added and self.text:
            return self
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\n")
        if not self.text:
            writer.writerow(self.header)
        rows = [
            tuple(
                {"a": a, "b": b, "score": f"{score:.4f}", "why": why}.get(name, "")
                for name in self.header
            )
            for a, b, score, why in added
        ]
        writer.writerows(rows)
        end = "" if not self.text or self.text.endswith("\n") else "\n"
        return ReviewFile(
            self.path,
            f"{self.text}{end}{out.getvalue()}",
            self.delimiter,
            self.header,
            (*self.rows, *rows),
        )

    def write(self) -> None:
        """Write the file in one step, so that what was decided is never half there.

        It is UTF-8 with a mark by which spreadsheet programs know it.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(_MARK + self.text)
            if self.path.exists():
                Path(name).chmod(self.path.stat().st_mode & 0o777)
            else:
                Path(name).chmod(0o644)
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _pair(self, row: Sequence[str]) -> Pair:
        return self._cell(row, "a"), self._cell(row, "b")

    def _cell(self, row: Sequence[str], name: str) -> str:
        at = self.header.index(name)
        return row[at] if at < len(row) else ""


def _no_columns(absent: Sequence[str], known: Collection[str], path: Path) -> Problem:
    said = message(
        "This is not a review file: it has no column {absent}. Its columns are {columns}; "
        "expected a, b, score, why, decision.",
        absent=", ".join(absent),
        columns=", ".join(known) or "–",
    )
    return Problem(said, str(path), nearest=nearest(absent[0], list(known)))

"""The user's table of aliases: two columns, ``name`` and ``alias``, one row for each alias.

An alias counts where it is all of a name but for legal forms; what it stands for may itself be
an alias. The tables that Steelyard brings are left to ``vocabulary``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from steelyard.data.values import as_text
from steelyard.drafts.raw import pages_of, raw_table
from steelyard.errors import DataError, Problem, nearest
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.names.legal_forms import strip_forms
from steelyard.names.normal import normal_forms

__all__ = ["Aliases", "read_aliases"]


@dataclass(frozen=True)
class Aliases:
    """What names stand for.

    Parameters
    ----------
    meant
        For the core of an alias the core of the name that it stands for.
    findings
        Aliases that stand for two names.
    """

    meant: Mapping[str, str]
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], label: str = "aliases") -> Aliases:
        """Return the aliases of pairs of a name and an alias of it.

        >>> Aliases.of([("Acme Holdings", "Roadrunner"), ("Roadrunner", "RR")]).meant
        {'roadrunner': 'acme', 'rr': 'acme'}
        """
        rows = [(name, alias) for name, alias in pairs if name.strip() and alias.strip()]
        cores = [
            strip_forms(text).core for text in normal_forms([text for row in rows for text in row])
        ]
        meant: dict[str, str] = {}
        findings = []
        for (name, alias), core, other in zip(rows, cores[::2], cores[1::2], strict=True):
            if other == core:
                continue
            if meant.setdefault(other, core) != core:
                said = message(
                    "The alias “{alias}” stands for two names; the first counts, and “{name}” "
                    "does not.",
                    alias=alias,
                    name=name,
                )
                findings.append(Finding("alias-twice", said, "warning", table=label, unit=alias))
        return cls({alias: _last(meant, alias) for alias in meant}, tuple(findings))


def _last(meant: Mapping[str, str], alias: str) -> str:
    """Follow aliases of aliases; of a circle the least name stands for all."""
    seen = [alias]
    while (after := meant.get(seen[-1])) is not None:
        if after in seen:
            return min(seen[seen.index(after) :])
        seen.append(after)
    return seen[-1]


def read_aliases(path: Path) -> Aliases:
    """Return the aliases of a file: CSV, a workbook or whatever else tables are read from.

    Raises
    ------
    DataError
        The file cannot be read, or has no column ``name`` or ``alias``.
    """
    table = raw_table(path, pages_of(path))
    columns = []
    for column in ("name", "alias"):
        folded = [header.casefold() for header in table.headers]
        if column not in folded:
            said = message(
                "The table of aliases has no column “{column}”; expected name and alias.",
                column=column,
            )
            raise DataError(Problem(said, str(path), nearest=nearest(column, table.headers)))
        cells = as_text(table.cells[folded.index(column)])
        columns.append([text or "" for text in cells])
    return Aliases.of(zip(*columns, strict=True), path.name)

"""Some tables of a scheme looked at by themselves: a draft list, before it is in force.

Only what is given, and the reference tables that come with the scheme, is read and checked; what
would need other tables is said to be unknown. Nothing is scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from steelyard.data.checks import DELIVERY
from steelyard.data.dataset import Dataset
from steelyard.data.differences import Difference, differences
from steelyard.data.given import Given
from steelyard.data.table import read_table
from steelyard.data.versions import check_versions
from steelyard.evaluation.compliance import judge, sift
from steelyard.evaluation.labels import Labels, labels_of
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.scheme.inputs import Table
from steelyard.scheme.scheme import Scheme

__all__ = ["Examined", "examine"]

_OF_VERSIONS = ("changed-too-often", "gap-between-versions")


@dataclass(frozen=True)
class Examined:
    """What there is to say about tables.

    Parameters
    ----------
    findings
        What reading and checking them found, and the rows that break rules.
    differences
        Of documents with versions: what changed since the version before.
    files
        The files that were looked at, by table.
    labels
        What the codes of columns are called.
    refused
        Whether a delivery is refused; the findings say why.
    """

    findings: tuple[Finding, ...] = ()
    differences: tuple[Difference, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    labels: Labels = field(default_factory=dict)
    refused: bool = False

    @property
    def broken(self) -> bool:
        """Whether a rule is broken, or a delivery refused."""
        return self.refused or any(finding.severity == "breach" for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return findings and differences for programs."""
        return {
            "findings": [
                {**vars(finding), "message": str(finding.message)} for finding in self.findings
            ],
            "differences": [difference.to_json() for difference in self.differences],
        }


def examine(
    scheme: Scheme, files: Mapping[str, Path] | Given, before: Mapping[str, Path] | None = None
) -> Examined:
    """Read and check some tables of a scheme, and hold their rows against its rules.

    Parameters
    ----------
    scheme
        The scheme.
    files
        The tables that are looked at, of which none is required, or all that was handed in.
    before
        Files with former versions of some of them, for comparison and to see whether they go
        together. What else they hold is not checked again.

    Raises
    ------
    UsageError
        A name is not that of a table.
    DataError
        A file cannot be read or holds what cannot be right, or a rule refuses a row.
    """
    given = files if isinstance(files, Given) else Given(files)
    inputs = {name: _not_required(table) for name, table in scheme.inputs.items()}
    data = Dataset.read(inputs, given)
    looked_at = [name for name in data.tables if name in _names(given)]
    former = {
        name: _File(path, read_table(path, name, inputs[name])[0])
        for name, path in (before or {}).items()
    }
    sifted = sift(scheme, data)
    judged = judge(scheme, sifted.kept, looked_at)
    return Examined(
        findings=(
            *_found(data, looked_at, inputs, given, former),
            *sifted.findings,
            *judged.notes,
            *judged.findings,
        ),
        differences=tuple(_compared(data, looked_at, inputs, former)),
        files=given.files,
        labels=labels_of(scheme, data.tables),
        refused=_refused(data),
    )


@dataclass(frozen=True)
class _File:
    """A file with versions of a table, and its rows."""

    file: Path
    frame: pl.DataFrame


def _found(
    data: Dataset,
    looked_at: Sequence[str],
    inputs: Mapping[str, Table],
    given: Given,
    former: Mapping[str, _File],
) -> Iterator[Finding]:
    """Yield what reading found; of versions what is found with the former ones."""
    for finding in data.findings:
        if finding.table not in former or finding.code not in _OF_VERSIONS:
            yield finding
    for name in looked_at:
        if data.tables[name].is_empty():
            said = message("The table has headers and no rows.")
            yield Finding("empty-table", said, "warning", name)
    for name, earlier in former.items():
        draft = _File(given.files[name], data.tables[name])
        yield from _together(draft, earlier, name, inputs[name])


def _compared(
    data: Dataset,
    looked_at: Sequence[str],
    inputs: Mapping[str, Table],
    former: Mapping[str, _File],
) -> Iterator[Difference]:
    for name in looked_at:
        before = former[name].frame if name in former else None
        yield from differences(data.tables[name], name, inputs[name], before)


def _names(given: Given) -> set[str]:
    """Return the tables that were handed in."""
    return {*given.files, *(given.delivered if given.deliveries else ())}


def _refused(data: Dataset) -> bool:
    """Return whether some of what was delivered is refused."""
    account = data.deliveries
    return account is not None and bool((account["status"] == "refused").any())


def _not_required(table: Table) -> Table:
    return table.model_copy(update={"required": False})


def _together(draft: _File, former: _File, name: str, table: Table) -> list[Finding]:
    """Return what is found when the versions of both files are looked at together.

    Of the former file these are the versions of the same owners that are not in the draft.
    """
    versions = table.versions
    if versions is None or draft.frame.is_empty():
        return []
    version = [*versions.of, versions.version or versions.from_]
    owners = draft.frame.select(versions.of).unique() if versions.of else None
    rows = former.frame
    kept = rows if owners is None else rows.join(owners, on=versions.of, how="semi")
    kept = kept.join(draft.frame, on=version, how="anti", maintain_order="left")
    parts = [(draft.frame.select(rows.columns), str(draft.file)), (kept, str(former.file))]
    both = pl.concat(part.with_columns(pl.lit(file).alias(DELIVERY)) for part, file in parts)
    found = check_versions(both, name, table, str(draft.file))
    return [replace(one, delivery=None) for one in found if one.delivery != str(former.file)]

"""Does an edition follow from what it says it was made of? Run again, compare byte for byte.

Where bytes differ, figures are compared: on another kind of processor the last
bits of products and logarithms differ, which is not a contradiction. The record of the
process, where there is one, is followed entry by entry; what that proves stands in
:mod:`steelyard.record.chain`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

from steelyard.data.dataset import Dataset
from steelyard.data.given import Given
from steelyard.errors import EditionError
from steelyard.evaluation.edition import Edition, digests
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import Message, message

if TYPE_CHECKING:
    from steelyard.record.check import RecordCheck

__all__ = ["TOLERANCE", "Verification", "verify"]

TOLERANCE = 1e-12
"""Relative difference of figures that another kind of processor may make."""

_SOURCES = ("scheme.yaml", "input/")
"""What an edition is derived from: if that was changed, there is nothing to compare with."""

Verdict = Literal["identical", "equal", "different"]


@dataclass(frozen=True)
class Verification:
    """What a verification found.

    Parameters
    ----------
    verdict
        ``identical``: every byte; ``equal``: figures agree to 1e-12, as on
        another kind of processor or version; ``different``: they do not.
    changed
        Files whose content is no longer what the manifest says.
    different
        Files that come out differently, with the first difference found.
    record
        What became of the record; None where there is none and none is asked for.
    """

    verdict: Verdict
    changed: tuple[str, ...] = ()
    different: tuple[tuple[str, Message], ...] = ()
    record: RecordCheck | None = None

    @property
    def holds(self) -> bool:
        """Whether the edition follows from its inputs, and its record is as it was written."""
        return self.verdict != "different" and (self.record is None or self.record.holds)


def verify(
    edition: Edition | str | Path,
    files: Mapping[str, Path] | Given | None = None,
    *,
    head: str | None = None,
) -> Verification:
    """Run an edition again and compare; follow its record.

    Parameters
    ----------
    edition
        An edition, or its folder.
    files
        The input tables, for an edition that was written without them.
    head
        The hash of the record's last entry as it was published; without it, entries that were
        cut off the end, and a record that was written anew as a whole, cannot be told.

    Raises
    ------
    EditionError
        If there are no inputs to run it on, or the files given are others.
    """
    # The record stands on editions; this looks up to it for the reader's sake.
    from steelyard.record.check import check

    edition = edition if isinstance(edition, Edition) else Edition.open(edition)
    record = check(edition, head)
    asked = bool(record.chain.stored or record.faults)
    return replace(_run_again(edition, files), record=record if asked else None)


def _run_again(edition: Edition, files: Mapping[str, Path] | Given | None) -> Verification:
    """Compare an edition with what its inputs give now."""
    listed = edition.manifest["files"]
    found = digests(edition.path)
    changed = tuple(
        sorted(n for n in listed.keys() | found.keys() if listed.get(n) != found.get(n))
    )
    if any(name.startswith(_SOURCES) for name in changed):
        return Verification("different", changed)
    again = _again(evaluate(edition.scheme, _inputs(edition, files)), edition)
    with tempfile.TemporaryDirectory() as folder:
        fresh = again.write(Path(folder) / "edition", inputs=edition.has_inputs)
        made = fresh.manifest["files"]
        differing = sorted(
            name for name in listed.keys() | made.keys() if listed.get(name) != made.get(name)
        )
        compared = [
            (name, _difference(edition.path / name, fresh.path / name)) for name in differing
        ]
    different = tuple((name, why) for name, why in compared if why is not None)
    if changed or different:
        return Verification("different", changed, different)
    return Verification("equal" if differing else "identical")


def _again(evaluation: Evaluation, edition: Edition) -> Evaluation:
    """Make the analysis of an edition again, where it has one, under the same seed."""
    settings = edition.manifest.get("analysis")
    if settings is None:
        return evaluation
    return evaluation.analysed(
        replications=settings["replications"],
        seed=settings["seed"],
        samples=settings["sensitivity"],
        level=settings["level"],
        among=settings["among"],
    )


def _inputs(edition: Edition, files: Mapping[str, Path] | Given | None) -> Dataset:
    if edition.has_inputs and not files:
        return edition.inputs()
    bundled = edition.bundled()
    if not files:
        asked = {n: s for n, s in edition.manifest["sources"].items() if n not in bundled.tables}
        raise EditionError(
            message(
                "The edition was written without its inputs; give the files: {files}.",
                files=", ".join(source["file"] or name for name, source in asked.items())
                or ", ".join(edition.scheme.inputs),
            )
        )
    data = Dataset.read(edition.scheme.inputs, files, beside=bundled)
    sources = edition.manifest["sources"]
    for name, source in data.sources.items():
        if name in sources and source.sha256 != sources[name]["sha256"]:
            raise EditionError(
                message(
                    "{file} is not the file that the edition was made from: its SHA-256 differs.",
                    file=source.file,
                )
            )
    return data


def _difference(published: Path, fresh: Path) -> Message | None:
    """Return how two files differ beyond the tolerance, None if they do not."""
    if not published.is_file() or not fresh.is_file():
        return message("it is only on one side")
    if published.suffix == ".parquet":
        try:
            frame = pl.read_parquet(published)
        except (pl.exceptions.PolarsError, OSError):
            return message("it is damaged")
        return _of_frames(frame, pl.read_parquet(fresh))
    if published.suffix == ".csv":
        return _of_frames(
            *(pl.read_csv(file, infer_schema_length=None) for file in (published, fresh))
        )
    if published.name == "parameters.json":
        return _of_texts(published, fresh)
    return message("its text differs")


def _of_texts(published: Path, fresh: Path) -> Message | None:
    from steelyard.evaluation.calibration_files import differ

    if differ(published.parent, fresh.parent, TOLERANCE):
        return message("what was learned differs")
    return None


def _of_frames(published: pl.DataFrame, fresh: pl.DataFrame) -> Message | None:
    if published.columns != fresh.columns or published.height != fresh.height:
        return message("it has other rows or columns")
    for name in published.columns:
        row = _first_difference(published[name], fresh[name])
        if row is not None:
            return message(
                "column “{column}”, row {row}: published {published}, now {now}",
                column=name,
                row=row + 1,
                published=published[name][row],
                now=fresh[name][row],
            )
    return None


def _first_difference(published: pl.Series, fresh: pl.Series) -> int | None:
    if published.dtype.is_float() and fresh.dtype.is_numeric():
        near = (published - fresh.cast(pl.Float64)).abs() <= TOLERANCE * published.abs()
        same = near.fill_null(False) | (published.is_null() & fresh.is_null())
    else:
        same = published.eq_missing(fresh)
    rows: Sequence[int] = (~same).arg_true().to_list()
    return rows[0] if rows else None

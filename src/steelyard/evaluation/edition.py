"""Editions on disk: one published evaluation in a folder, whole or not at all.

An edition holds all that it takes to derive every figure again. It is written
beside its place and moved there when it is complete.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from steelyard import __version__
from steelyard.data.dataset import Dataset
from steelyard.errors import EditionError, UsageError
from steelyard.evaluation import calibration_files, input_files, package
from steelyard.evaluation.evaluation import Evaluation
from steelyard.i18n import message
from steelyard.scheme.scheme import Scheme
from steelyard.steps.calibration import Calibration

__all__ = ["Edition", "refuse_occupied", "write"]

MANIFEST = "manifest.json"
RUN = "run.json"
RECORD = "record"
_ACTS = ("decision", "objection", "answer", "final")
"""Kinds of entries that a person makes; the others are made again with the edition."""
_OUTSIDE = (MANIFEST, RUN)


@dataclass(frozen=True)
class Edition:
    """An edition on disk.

    Parameters
    ----------
    path
        Its folder.
    declared
        Its scheme, where that is at hand and need not be read again.
    """

    path: Path
    declared: Scheme | None = None

    @staticmethod
    def open(path: str | Path) -> Edition:
        """Open an edition.

        Raises
        ------
        EditionError
            If the folder is not an edition or one of its files is missing.
        """
        edition = Edition(Path(path))
        if not (edition.path / MANIFEST).is_file():
            raise EditionError(
                message("{folder} is not an edition: it has no {file}.", folder=path, file=MANIFEST)
            )
        missing = [
            name for name in edition.manifest["files"] if not (edition.path / name).is_file()
        ]
        if missing:
            raise EditionError(
                message(
                    "The edition {folder} is not complete; missing: {files}.",
                    folder=path,
                    files=", ".join(missing),
                )
            )
        return edition

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Versions, settings, and the SHA-256 of every file."""
        try:
            content = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
            if not isinstance(content.get("files"), dict):
                raise ValueError
        except (ValueError, AttributeError):
            raise EditionError(
                message("{file} in {folder} cannot be read.", file=MANIFEST, folder=self.path)
            ) from None
        return content  # type: ignore[no-any-return]

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme as it was run."""
        if self.declared is not None:
            return self.declared
        self._unchanged("scheme.yaml")
        return Scheme.parse((self.path / "scheme.yaml").read_text(encoding="utf-8"), "scheme.yaml")

    @cached_property
    def ranking(self) -> pl.DataFrame:
        """The ranking."""
        return self._csv("ranking")

    @cached_property
    def findings(self) -> pl.DataFrame:
        """The findings: code, severity, where, and the message."""
        return self._csv("findings")

    @cached_property
    def scores(self) -> pl.DataFrame:
        """A row per unit, a column per node of the tree."""
        return self.table("scores")

    @cached_property
    def uncertainty(self) -> pl.DataFrame | None:
        """How sure each unit's rank is; None in an edition where it was not assessed."""
        has = "data/uncertainty.parquet" in self.manifest["files"]
        return self.table("uncertainty") if has else None

    @cached_property
    def calibrations(self) -> Mapping[str, Calibration]:
        """What was learned, by place."""
        self._unchanged("calibration/")
        return calibration_files.read(self.path / "calibration")

    @property
    def has_inputs(self) -> bool:
        """Whether the edition carries the tables that it was made from."""
        return f"input/{input_files.READING}" in self.manifest["files"]

    def inputs(self) -> Dataset:
        """Return the tables as they were read, with what reading them found."""
        self._unchanged("input/")
        return input_files.read(self.path / "input", self.scheme)

    def bundled(self) -> Dataset:
        """Return the tables that came with the scheme, as they were read."""
        self._unchanged("input/")
        return input_files.read_bundled(self.path / "input")

    def table(self, name: str) -> pl.DataFrame:
        """Return a table of ``data/`` by its name: scores, raw, sensitivity, importance.

        Raises
        ------
        EditionError
            If the edition has no such table, or it was changed since it was written.
        """
        files = self.manifest["files"]
        if f"data/{name}.csv" in files:
            return self._csv(name)
        if f"data/{name}.parquet" not in files:
            raise EditionError(
                message(
                    "The edition {folder} has no table “{name}”.", folder=str(self.path), name=name
                )
            )
        self._unchanged(f"data/{name}.parquet")
        return pl.read_parquet(self.path / "data" / f"{name}.parquet")

    def require_unchanged(self) -> None:
        """Refuse an edition of which any file is not what it was when it was written.

        Raises
        ------
        EditionError
            If a file was changed or damaged.
        """
        self._unchanged("")

    def _unchanged(self, start: str) -> None:
        """Refuse files that are not what the manifest says; nothing is read from them."""
        for name, digest in self.manifest["files"].items():
            if name.startswith(start) and _digest(self.path / name) != digest:
                raise EditionError(
                    message(
                        "{file} of the edition {folder} was changed or damaged since it was "
                        "written; “steelyard verify” tells all that differs.",
                        file=name,
                        folder=str(self.path),
                    )
                )

    def _csv(self, name: str) -> pl.DataFrame:
        self._unchanged("datapackage.json")
        self._unchanged(f"data/{name}.csv")
        fields = package.fields(self.path, f"data/{name}.csv")
        return pl.read_csv(self.path / "data" / f"{name}.csv", schema_overrides=fields)


def refuse_occupied(out: str | Path) -> None:
    """Refuse a place that holds something other than an edition, or one with a record.

    Raises
    ------
    UsageError
        If ``out`` is a file, or a folder with something else in it; or an edition in whose
        record a person has acted, which would be lost.
    """
    path = Path(out)
    if path.is_symlink() or path.is_file():
        raise UsageError(message("{out} is a file, not a folder for an edition.", out=str(out)))
    if path.is_dir() and any(path.iterdir()) and not (path / MANIFEST).is_file():
        raise UsageError(
            message("{out} holds something else; an edition would replace it.", out=str(out))
        )
    if any(True for kind in _ACTS for _entry in (path / RECORD).glob(f"*-{kind}.json")):
        raise UsageError(
            message(
                "{out} holds an edition with a record of what people did, which would be lost; "
                "choose another folder.",
                out=str(out),
            )
        )


def write(evaluation: Evaluation, out: str | Path, *, inputs: bool = True) -> Edition:
    """Write an evaluation as an edition; see :meth:`Evaluation.write`."""
    refuse_occupied(out)
    with _whole(Path(out)) as folder:
        _fill(evaluation, folder, inputs=inputs)
        _begin_record(Edition(folder, evaluation.scheme))
    return Edition.open(out)


def _begin_record(edition: Edition) -> None:
    """Begin the record of the process, where the scheme keeps one."""
    # The record stands on editions; an edition is whole only with it.
    from steelyard.record.beginning import begin, keeps_record

    if keeps_record(edition.scheme):
        begin(edition)


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """Yield a folder that takes the place of ``out`` at the end, or vanishes on an error."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        folder.chmod(0o755)
        yield folder
        if out.exists():
            former = folder.with_name(folder.name + "-former")
            out.rename(former)
            folder.rename(out)
            shutil.rmtree(former)
        else:
            folder.rename(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(evaluation: Evaluation, folder: Path, *, inputs: bool) -> None:
    (folder / "scheme.yaml").write_text(evaluation.scheme.to_yaml(), encoding="utf-8")
    calibration_files.write(evaluation.calibrations, folder / "calibration")
    input_files.write(evaluation.data, folder / "input", inputs=inputs)
    package.write(evaluation, folder, inputs=inputs)
    _write_json(folder / MANIFEST, _manifest(evaluation, folder))
    _write_json(folder / RUN, _run())


def _manifest(evaluation: Evaluation, folder: Path) -> dict[str, Any]:
    """Return what the edition was made of; nothing that changes from run to run."""
    return {
        "steelyard": __version__,
        "scheme": evaluation.scheme.scheme,
        "engine": "local",
        "processor": platform.machine(),
        "libraries": _libraries(),
        "sources": {
            name: {"file": source.file, "sha256": source.sha256}
            for name, source in sorted(evaluation.data.sources.items())
        },
        **({"analysis": dict(evaluation.analysis)} if evaluation.analysis else {}),
        "files": digests(folder),
    }


def _libraries() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("duckdb", "numpy", "polars")}


def _run() -> dict[str, Any]:
    """Return when and where; outside every comparison."""
    return {
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
    }


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of an edition that takes part in comparisons."""
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in _OUTSIDE and not _recorded(folder, path)
    }


def _recorded(folder: Path, path: Path) -> bool:
    """Return whether a file belongs to the record, which grows while the edition stays."""
    return path.relative_to(folder).parts[0] == RECORD


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")

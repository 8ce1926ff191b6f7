"""Which file is which table: what the words on the command line mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from steelyard.data.folders import Folders, given_twice
from steelyard.data.given import Delivered, Given
from steelyard.errors import Problem, QueryError, SchemeError, UsageError, nearest
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.library import names, sample
from steelyard.scheme.scheme import Scheme

__all__ = ["assign", "encodings", "in_file", "units"]


@contextmanager
def in_file(source: str) -> Iterator[None]:
    """Give what is wrong with a scheme the line and column that it has in the scheme's file."""
    from steelyard.scheme.load import positions

    try:
        yield
    except (SchemeError, QueryError) as error:
        places = positions(source)
        raise type(error)(places.located(problem) for problem in error.problems) from None


def assign(scheme: Scheme, name: str, words: Sequence[str], which: str | None = None) -> Given:
    """Return the file of each table, and what each of several suppliers delivered.

    Parameters
    ----------
    scheme
        The scheme, with the tables that it declares.
    name
        What the scheme was called by; a name of the library has sample data.
    words
        ``TABLE=FILE``; a file (by its stem, else by its sheets, else the first required table
        that has none yet); or a folder, with a file per table and what suppliers delivered.
    which
        Which sample of a scheme of the library is taken where it brings several.

    Raises
    ------
    UsageError
        For an unknown table, a table given twice, or a file too many; for a sample that is asked
        for beside files, or that there is not.
    """
    if which is not None and (words or name not in names()):
        text = message("A sample is one of a scheme of the library, and goes without files.")
        raise UsageError(Problem(text, field="--sample"))
    if not words and name in names():
        return Given(sample(name, which or "sample"))
    several = {name for name, supplier in scheme.suppliers.items() if supplier.several}
    delivered = frozenset(n for n, table in scheme.inputs.items() if table.supplier in several)
    folders = Folders(scheme.inputs, delivered)
    found, bare = _Found({}, [], []), list[Path]()
    for word in words:
        table, equals, rest = word.partition("=")
        if equals and not Path(word).exists():
            _known(scheme, table)
            _put(found.files, table, Path(rest))
        elif Path(word).is_dir():
            found.take(_in_folder(scheme, folders, Path(word)))
        elif Path(word).stem in scheme.inputs:
            _put(found.files, Path(word).stem, Path(word))
        else:
            bare.append(Path(word))
    _place(scheme, folders, bare, found)
    return Given.of(found.files, found.deliveries, delivered, found.findings)


@dataclass(frozen=True)
class _Found:
    """What the words meant up to now."""

    files: dict[str, Path]
    deliveries: list[Delivered]
    findings: list[Finding]

    def take(self, given: Given) -> None:
        """Add what a folder holds."""
        for table, path in given.files.items():
            _put(self.files, table, path)
        self.deliveries.extend(given.deliveries)
        self.findings.extend(given.findings)


def _place(scheme: Scheme, folders: Folders, paths: Sequence[Path], found: _Found) -> None:
    """Place files that are not called after a table: by their sheets, else in turn."""
    holds = {path: _sheets(folders, path) for path in paths}
    books = [path for path in paths if folders.delivered & holds[path].keys()]
    for path in paths:
        if path in books and (len(books) > 1 or found.deliveries):
            found.deliveries.append(Delivered(path.name, {path.name: path}))
        elif holds[path]:
            folders.given_once(path, found.files, holds[path])
        else:
            _put(found.files, _next_table(scheme, found.files, path), path)


def _sheets(folders: Folders, path: Path) -> dict[str, str]:
    """Return the sheets of a workbook that are called after tables."""
    return (folders.holds(path) or {}) if path.is_file() else {}


def _known(scheme: Scheme, table: str) -> None:
    if table not in scheme.inputs:
        text = message(
            "The scheme has no table “{table}”; its tables are {known}.",
            table=table,
            known=", ".join(scheme.inputs),
        )
        raise UsageError(Problem(text, nearest=nearest(table, list(scheme.inputs))))


def _put(found: dict[str, Path], table: str, path: Path) -> None:
    if table in found:
        raise given_twice(table, found[table], path)
    found[table] = path


def _in_folder(scheme: Scheme, folders: Folders, folder: Path) -> Given:
    given = folders.sort(folder)
    if not given.files and not given.deliveries:
        raise UsageError(
            message(
                "The folder {folder} has no file named after a table of the scheme: {known}.",
                folder=str(folder),
                known=", ".join(scheme.inputs),
            )
        )
    return given


def _next_table(scheme: Scheme, found: Mapping[str, Path], path: Path) -> str:
    for name, table in scheme.inputs.items():
        if table.required and table.file is None and name not in found:
            return name
    raise UsageError(
        message(
            "No table is left for {file}; say which with TABLE=FILE. The tables are {known}.",
            file=str(path),
            known=", ".join(scheme.inputs),
        )
    )


def encodings(scheme: Scheme, words: Sequence[str]) -> dict[str, str]:
    """Return the encoding of each table from ``big5`` or ``TABLE=big5``."""
    found: dict[str, str] = {}
    for word in words:
        table, equals, encoding = word.partition("=")
        if equals:
            _known(scheme, table)
            found[table] = encoding
        else:
            found |= {name: word for name in scheme.inputs if name not in found}
    return found


def units(scheme: Scheme, words: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the unit of columns by table from ``COLUMN=元`` or ``TABLE.COLUMN=元``."""
    found: dict[str, dict[str, str]] = {}
    for word in words:
        name, equals, unit = word.partition("=")
        table, dot, column = name.rpartition(".")
        table = table if dot else scheme.units.table
        if not equals:
            raise UsageError(
                message("“{word}” is not COLUMN=UNIT or TABLE.COLUMN=UNIT.", word=word)
            )
        _known(scheme, table)
        if column not in scheme.inputs[table].columns:
            known = list(scheme.inputs[table].columns)
            text = message(
                "The table “{table}” has no column “{column}”.", table=table, column=column
            )
            raise UsageError(Problem(text, nearest=nearest(column, known)))
        if scheme.inputs[table].columns[column].type not in ("number", "integer"):
            text = message(
                "The column “{column}” holds no figures, so it has no unit.", column=column
            )
            raise UsageError(Problem(text, field="--unit"))
        found.setdefault(table, {})[column] = unit
    return found

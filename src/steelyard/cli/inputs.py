"""Which file is which table: what the words on the command line mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from steelyard.errors import Problem, QueryError, SchemeError, UsageError, nearest
from steelyard.i18n import message
from steelyard.library import names, sample
from steelyard.scheme.scheme import Scheme

__all__ = ["assign", "encodings", "in_file", "units"]

_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".ods", ".parquet", ".json")


@contextmanager
def in_file(source: str) -> Iterator[None]:
    """Give what is wrong with a scheme the line and column that it has in the scheme's file."""
    from steelyard.scheme.load import positions

    try:
        yield
    except (SchemeError, QueryError) as error:
        places = positions(source)
        raise type(error)(places.located(problem) for problem in error.problems) from None


def assign(scheme: Scheme, name: str, words: Sequence[str]) -> dict[str, Path]:
    """Return the file of each table.

    Parameters
    ----------
    scheme
        The scheme, with the tables that it declares.
    name
        What the scheme was called by; a name of the library has sample data.
    words
        ``TABLE=FILE``, a file (by its stem, else the first required table
        that has none yet), or a folder (every file whose stem is a table's name).

    Raises
    ------
    UsageError
        For an unknown table, a table given twice, or a file too many.
    """
    if not words and name in names():
        return sample(name)
    found: dict[str, Path] = {}
    bare: list[Path] = []
    for word in words:
        table, equals, rest = word.partition("=")
        if equals and not Path(word).exists():
            _known(scheme, table)
            _put(found, table, Path(rest))
        elif Path(word).is_dir():
            for path in _in_folder(scheme, Path(word)):
                _put(found, path.stem, path)
        elif Path(word).stem in scheme.inputs:
            _put(found, Path(word).stem, Path(word))
        else:
            bare.append(Path(word))
    for path in bare:
        _put(found, _next_table(scheme, found, path), path)
    return found


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
        raise UsageError(
            message(
                "The table “{table}” is given twice: {first} and {second}.",
                table=table,
                first=str(found[table]),
                second=str(path),
            )
        )
    found[table] = path


def _in_folder(scheme: Scheme, folder: Path) -> list[Path]:
    paths = [
        path
        for path in sorted(folder.iterdir())
        if path.stem in scheme.inputs and path.suffix.lower() in _ENDINGS
    ]
    if not paths:
        raise UsageError(
            message(
                "The folder {folder} has no file named after a table of the scheme: {known}.",
                folder=str(folder),
                known=", ".join(scheme.inputs),
            )
        )
    return paths


def _next_table(scheme: Scheme, found: dict[str, Path], path: Path) -> str:
    for name, table in scheme.inputs.items():
        if table.required and name not in found:
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

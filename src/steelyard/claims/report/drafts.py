"""Proposed claims as files: a claims file for a person to complete, its lists and texts beside it.

What is proposed is left to ``steelyard.claims.proposals``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from steelyard.claims.file.grammar import Claims
from steelyard.errors import Problem, UsageError
from steelyard.i18n import message

__all__ = ["keep_draft", "refuse_draft"]

_SUFFIXES = frozenset({".yaml", ".yml"})


def refuse_draft(path: Path) -> None:
    """Refuse a file that cannot be the draft's, before any work is done.

    Raises
    ------
    UsageError
        If it exists, or is not called as claims files are.
    """
    if path.suffix.lower() not in _SUFFIXES:
        text = message("The file of a draft ends in .yaml; {file} does not.", file=str(path))
        raise UsageError(Problem(text, field="--draft"))
    if path.exists():
        text = message("{file} exists already; a draft is a new file.", file=str(path))
        raise UsageError(Problem(text, field="--draft"))


def keep_draft(
    path: Path, claims: Claims, tables: Mapping[str, pl.DataFrame], texts: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write claims, and beside them the tables and texts that they name.

    Parameters
    ----------
    path
        The claims file, which must not exist.
    claims
        The claims; what their tables and sources call a file is written beside them.
    tables, texts
        The tables and texts by name.

    Returns
    -------
    tuple of Path
        What was written, the claims file first.

    Raises
    ------
    UsageError
        If one of the files exists with another content; nothing is written then.
    """
    from steelyard.claims.file.load import dump

    refuse_draft(path)
    folder = path.parent
    files: dict[Path, bytes] = {path: dump(claims).encode()}
    for name, table in claims.tables.items():
        if name in tables:
            files[_beside(folder, table.file)] = tables[name].write_csv().encode()
    for name, source in claims.sources.items():
        if source.text is not None and name in texts:
            files[_beside(folder, source.text)] = texts[name].encode()
    for file, content in files.items():
        if file.exists() and not (file.is_file() and file.read_bytes() == content):
            text = message("{file} exists already; nothing was written.", file=str(file))
            raise UsageError(Problem(text, field="--draft"))
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        file.write_bytes(content)
    return tuple(files)


def _beside(folder: Path, name: str) -> Path:
    """Return a file of the folder, and of no other."""
    return folder / Path(name).name

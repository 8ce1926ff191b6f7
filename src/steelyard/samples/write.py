"""Made-up tables into a folder: files by table, or workbooks as an office would get them.

A README beside them says in three languages that nothing in them is true; every row says so
too, by its codes and names.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import polars as pl

from steelyard.errors import Problem, UsageError
from steelyard.i18n import message
from steelyard.scheme.scheme import Scheme

__all__ = ["write_deliveries", "write_tables"]

Format = Literal["csv", "parquet"]
_README = Path(__file__).parent / "made-up.md"
_NOTICE = message("Made up: no fund, manager, enterprise or figure in this workbook is real.")


def write_tables(
    tables: Mapping[str, pl.DataFrame], folder: Path, form: Format = "csv"
) -> tuple[Path, ...]:
    """Write a file for each table, and the README.

    Parameters
    ----------
    tables
        The frames by name.
    folder
        Where they are written; it is made, or is empty.
    form
        ``csv``, or ``parquet`` for large ones.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    UsageError
        If the folder holds something.
    """
    _begin(folder, tables)
    files = []
    for name, frame in tables.items():
        files.append(folder / f"{name}.{form}")
        if form == "csv":
            frame.write_csv(files[-1])
        else:
            frame.write_parquet(files[-1], metadata={"note": "Made up 示例"})
    return (*files, folder / "README.md")


def write_deliveries(
    tables: Mapping[str, pl.DataFrame], scheme: Scheme, folder: Path
) -> tuple[Path, ...]:
    """Write a workbook for each manager and one for the office, in the layout of the templates.

    Parameters
    ----------
    tables
        The tables of ``fund-direction`` by name.
    scheme
        That scheme.
    folder
        Where they are written; it is made, or is empty.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    UsageError
        If the folder holds something.
    """
    from steelyard.templates.workbook import write_workbooks

    _begin(folder, tables)
    own = {name: frame for name, frame in tables.items() if _supplied(scheme, name, "manager")}
    office = {name: frame for name, frame in tables.items() if _supplied(scheme, name, "office")}
    managers = {
        folder / f"{manager}.xlsx": rows
        for manager, rows in _by_manager(own, tables["funds"].select("fund", "manager")).items()
    }
    write_workbooks(scheme, "manager", managers, notice=_NOTICE)
    write_workbooks(scheme, "office", {folder / "office.xlsx": office}, notice=_NOTICE)
    return (*managers, folder / "office.xlsx", folder / "README.md")


def _begin(folder: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """Make the folder, with the README in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        said = message("This holds something already; name a new folder.")
        raise UsageError(Problem(said, str(folder)))
    folder.mkdir(parents=True, exist_ok=True)
    rows = "\n".join(f"| `{name}` | {frame.height:,} |" for name, frame in tables.items())
    text = _README.read_text(encoding="utf-8").replace("{tables}", rows)
    (folder / "README.md").write_text(text, encoding="utf-8")


def _supplied(scheme: Scheme, table: str, supplier: str) -> bool:
    return scheme.inputs[table].supplier == supplier


def _by_manager(
    tables: Mapping[str, pl.DataFrame], funds: pl.DataFrame
) -> dict[str, dict[str, pl.DataFrame]]:
    """Return the tables of each manager, whose rows are its own or those of its funds."""
    found: dict[str, dict[str, pl.DataFrame]] = {
        manager: {} for manager in funds["manager"].unique().sort()
    }
    for name, frame in tables.items():
        if "manager" in frame.columns:
            parts = frame.partition_by("manager", as_dict=True)
        else:
            with_manager = frame.join(funds, on="fund", how="left", maintain_order="left")
            parts = with_manager.partition_by("manager", as_dict=True, include_key=False)
        for (manager,), rows in parts.items():
            found[str(manager)][name] = rows
    return found

"""What a scheme's own SELECT returned: values joined to the rows of the table by its key."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from steelyard.errors import Problem, QueryError
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.steps.derive.notes import Noter

__all__ = ["values_by_key"]


def values_by_key(
    found: pl.DataFrame, noter: Noter, dtype: pl.DataType
) -> tuple[pl.Series, list[Finding]]:
    """Return the column ``value`` in the order of the table's rows, missing without a row.

    Parameters
    ----------
    found
        The result: the table's key columns and ``value``, rows in any order.
    noter
        The figure and its table.
    dtype
        What the values must be.

    Raises
    ------
    QueryError
        If columns are missing, values are of another type, or a key comes twice.
    """
    structure, frame, table = noter.structure, noter.frame, noter.table
    period = structure.period_of(table)
    key = [*structure.key_of(table), *([period] if period else [])]
    value = f"{noter.name}#value"  # beside the key, which may itself be called value
    result = _typed(found, {**{name: frame.schema[name] for name in key}, value: dtype}, noter)
    if result.select(key).is_duplicated().any():
        text = message("The SELECT returns several rows for one {key}.", key=", ".join(key))
        raise _error(text, noter)
    rows = frame.select(key)
    joined = rows.join(result, on=key, how="left", validate="m:1", maintain_order="left")
    unmatched = result.join(rows, on=key, how="anti").height
    return joined[value].alias(noter.name), [noter.unmatched(unmatched)] if unmatched else []


def _typed(found: pl.DataFrame, types: Mapping[str, pl.DataType], noter: Noter) -> pl.DataFrame:
    """Return key and value in the types that they must have."""
    *key, value = types
    spelled = {name.casefold(): name for name in found.columns}
    wanted = [*key, "value"]
    if any(name.casefold() not in spelled for name in wanted):
        text = message(
            "The SELECT returns {found}; expected {wanted}.",
            found=", ".join(found.columns),
            wanted=", ".join(wanted),
        )
        raise _error(text, noter)
    try:
        return found.select(
            pl.col(spelled[name.casefold()]).cast(types[alias]).alias(alias)
            for name, alias in zip(wanted, [*key, value], strict=True)
        )
    except pl.exceptions.InvalidOperationError:
        text = message(
            "The SELECT returns {found}; expected values that can be read as {types}.",
            found=_shown(found.schema),
            types=_shown(dict(zip(wanted, types.values(), strict=True))),
        )
        raise _error(text, noter) from None


def _shown(types: Mapping[str, pl.DataType]) -> str:
    return ", ".join(f"{name} ({dtype})" for name, dtype in types.items())


def _error(text: Message, noter: Noter) -> QueryError:
    return QueryError(Problem(text, field=f"derived.{noter.name}.sql"))

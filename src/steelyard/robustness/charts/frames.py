"""What charts ask of a frame: its columns, one row for each thing drawn, a label for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from steelyard.errors import Problem, UsageError, nearest
from steelyard.i18n import message

__all__ = ["labels", "records", "refuse_repeated", "require"]


def require(frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a frame that lacks one of the columns.

    Raises
    ------
    UsageError
        For each column that is not there.
    """
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise UsageError(
            Problem(
                message("The chart needs the column “{column}”.", column=column),
                nearest=nearest(column, frame.columns),
            )
            for column in absent
        )


def refuse_repeated(frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a frame in which what should be drawn once has several rows.

    Raises
    ------
    UsageError
        If the values of the columns together are not unique.
    """
    repeated = frame.filter(frame.select(columns).is_duplicated()) if frame.height else frame
    if repeated.height:
        name = " · ".join(str(value) for value in repeated.select(columns).row(0))
        raise UsageError(
            message(
                "“{name}” has several rows; a chart shows one period, so select it first.",
                name=name,
            )
        )


def records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as JSON can hold them: what is not a finite number is null.

    >>> records(pl.DataFrame({"a": [1.5, float("nan")]}))
    [{'a': 1.5}, {'a': None}]
    """
    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    finite = [pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in floats]
    return frame.with_columns(finite).to_dicts()


def labels(keys: Sequence[object], names: Mapping[str, str] | None = None) -> list[str]:
    """Return what to write for each key: its name, with the key where names are the same.

    Parameters
    ----------
    keys
        The keys, each once.
    names
        Names by key; a key without one stands for itself.

    >>> labels(["tw", "cn", "x"], {"tw": "First", "cn": "First"})
    ['First (tw)', 'First (cn)', 'x']
    """
    texts = [str(key) for key in keys]
    if names is None:
        return texts
    shown = [names.get(text, text) for text in texts]
    times = Counter(shown)
    return [
        name if times[name] == 1 else f"{name} ({text})"
        for name, text in zip(shown, texts, strict=True)
    ]

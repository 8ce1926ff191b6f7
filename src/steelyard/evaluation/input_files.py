"""The inputs of an edition: the tables as read, and what reading them found.

Reference tables that come with the scheme are kept even in an edition without inputs: they
are no one's data, and newcomers are read against them.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl

from steelyard.data.dataset import Dataset, Source
from steelyard.data.reception import ACCOUNT
from steelyard.findings import Finding
from steelyard.i18n import Message
from steelyard.scheme.base import Text
from steelyard.scheme.scheme import Scheme

__all__ = ["BUNDLED", "READING", "bundled", "kept", "read", "read_bundled", "write"]

READING = "reading.json"
"""What reading all tables found; an edition without inputs has none."""
BUNDLED = "bundled.json"
"""What reading the tables that come with the scheme found."""


def bundled(data: Dataset) -> tuple[str, ...]:
    """Return the tables that came with the scheme."""
    return tuple(
        name for name in data.tables if name in data.sources and data.sources[name].bundled
    )


def kept(data: Dataset, *, inputs: bool) -> tuple[str, ...]:
    """Return the tables that an edition keeps, with its inputs or without."""
    return tuple(data.tables) if inputs else bundled(data)


def write(data: Dataset, folder: Path, *, inputs: bool = True) -> None:
    """Write tables of a dataset, and what reading their files found, into a folder.

    Parameters
    ----------
    data
        The tables as read.
    folder
        Where to; it is made.
    inputs
        Whether all tables are written, or only those that come with the scheme.
    """
    names = kept(data, inputs=inputs)
    if not names and not inputs:
        return
    folder.mkdir()
    for name in names:
        data.tables[name].write_parquet(folder / f"{name}.parquet")
    if bundled(data):
        _write_json(folder / BUNDLED, _reading(_part(data, bundled(data))))
    if inputs:
        _write_json(folder / READING, _reading(data))


def read(folder: Path, scheme: Scheme) -> Dataset:
    """Read what :func:`write` wrote of all tables."""
    frames = {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    return _read(Dataset.from_frames(scheme.inputs, frames), folder / READING)


def read_bundled(folder: Path) -> Dataset:
    """Read what :func:`write` wrote of the tables that come with the scheme, if there are any."""
    if not (folder / BUNDLED).is_file():
        return Dataset({})
    tables = json.loads((folder / BUNDLED).read_text(encoding="utf-8"))["sources"]
    frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in tables}
    return _read(Dataset(frames), folder / BUNDLED)


def _read(data: Dataset, file: Path) -> Dataset:
    reading = json.loads(file.read_text(encoding="utf-8"))
    deliveries = reading.get("deliveries")
    return replace(
        data,
        sources={name: Source(**source) for name, source in reading["sources"].items()},
        findings=tuple(_finding(plain) for plain in reading["findings"]),
        deliveries=None if deliveries is None else pl.DataFrame(deliveries, schema=ACCOUNT),
    )


def _part(data: Dataset, names: Collection[str]) -> Dataset:
    """Return some tables with what reading them found, but not what checking them together did."""
    return Dataset(
        {name: data.tables[name] for name in names},
        tuple(f for f in data.findings if f.table in names and f.code != "reference-not-checked"),
        {name: data.sources[name] for name in names},
    )


def _reading(data: Dataset) -> dict[str, object]:
    reading: dict[str, object] = {
        "sources": {name: _source(source) for name, source in sorted(data.sources.items())},
        "findings": [_plain(finding) for finding in data.findings],
    }
    if data.deliveries is not None:
        reading["deliveries"] = data.deliveries.to_dict(as_series=False)
    return reading


def _source(source: Source) -> dict[str, object]:
    """Return a source; that it is bundled is said only where it is."""
    plain = asdict(source)
    return plain if source.bundled else {n: v for n, v in plain.items() if n != "bundled"}


def _write_json(file: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    file.write_text(text + "\n", encoding="utf-8")


def _plain(finding: Finding) -> dict[str, object]:
    plain = {name: getattr(finding, name) for name in Finding.__dataclass_fields__}
    plain["message"] = _plain_message(finding.message)
    return plain


def _plain_message(text: Message) -> dict[str, object]:
    values = {name: _plain_value(value) for name, value in text.values.items()}
    return {"template": text.template, "values": values}


def _plain_value(value: object) -> object:
    if isinstance(value, Message):
        return _plain_message(value)
    if isinstance(value, Text):
        return {"text": dict(value.translations)}
    return value if isinstance(value, str | int | float) else str(value)


def _finding(plain: dict[str, object]) -> Finding:
    return Finding(**{**plain, "message": _message(plain["message"])})  # type: ignore[arg-type]


def _message(plain: object) -> Message:
    assert isinstance(plain, dict)
    return Message(
        plain["template"], {name: _value(value) for name, value in plain["values"].items()}
    )


def _value(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return Text(value["text"]) if "text" in value else _message(value)

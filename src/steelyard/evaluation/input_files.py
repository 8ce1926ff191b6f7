"""The inputs of an edition: the tables as read, and what reading them found."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl

from steelyard.data.dataset import Dataset, Source
from steelyard.findings import Finding
from steelyard.i18n import Message
from steelyard.scheme.scheme import Scheme

__all__ = ["read", "write"]

_READING = "reading.json"


def write(data: Dataset, folder: Path) -> None:
    """Write the tables of a dataset, and what reading their files found, into a folder."""
    folder.mkdir()
    for name, frame in data.tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
    reading = {
        "sources": {name: asdict(source) for name, source in sorted(data.sources.items())},
        "findings": [_plain(finding) for finding in data.findings],
    }
    text = json.dumps(reading, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / _READING).write_text(text + "\n", encoding="utf-8")


def read(folder: Path, scheme: Scheme) -> Dataset:
    """Read what :func:`write` wrote."""
    frames = {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    reading = json.loads((folder / _READING).read_text(encoding="utf-8"))
    data = Dataset.from_frames(scheme.inputs, frames)
    return replace(
        data,
        sources={name: Source(**source) for name, source in reading["sources"].items()},
        findings=tuple(_finding(plain) for plain in reading["findings"]),
    )


def _plain(finding: Finding) -> dict[str, object]:
    plain = {name: getattr(finding, name) for name in Finding.__dataclass_fields__}
    plain["message"] = _plain_message(finding.message)
    return plain


def _plain_message(text: Message) -> dict[str, object]:
    values = {
        name: _plain_message(value)
        if isinstance(value, Message)
        else value
        if isinstance(value, str | int | float)
        else str(value)
        for name, value in text.values.items()
    }
    return {"template": text.template, "values": values}


def _finding(plain: dict[str, object]) -> Finding:
    return Finding(**{**plain, "message": _message(plain["message"])})  # type: ignore[arg-type]


def _message(plain: object) -> Message:
    assert isinstance(plain, dict)
    values = {
        name: _message(value) if isinstance(value, dict) else value
        for name, value in plain["values"].items()
    }
    return Message(plain["template"], values)

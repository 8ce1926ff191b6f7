"""What a reader of the report should know: findings of the evaluation, and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from steelyard.i18n import _, language, message
from steelyard.publish.paper.method import numbers_of_sources
from steelyard.publish.source import Source

__all__ = ["findings", "sources"]

_MOST = 4
"""How many findings of a kind are told in full."""
_SEVERITIES = ("breach", "warning", "note")


def findings(source: Source) -> Mapping[str, Any]:
    """Return the findings, those that matter most first, the first few of each kind in full."""
    frame = source.edition.findings
    kinds = frame.group_by("severity", "code", maintain_order=True).agg(
        count=pl.len(), told=pl.col(f"message_{language()}").head(_MOST)
    )
    said = {"breach": _("Breaches"), "warning": _("Warnings"), "note": _("Notes")}
    return {
        "summary": _summary(frame),
        "kinds": [
            {"said": said[severity], "told": told}
            for severity in _SEVERITIES
            if (told := list(_told(kinds.filter(pl.col("severity") == severity).sort("code"))))
        ],
    }


def _told(kinds: pl.DataFrame) -> Iterator[Mapping[str, Any]]:
    """Yield the first findings of each kind, and how many more there are."""
    for row in kinds.iter_rows(named=True):
        yield {"sentences": row["told"], "more": _more(row["count"] - len(row["told"]))}


def _summary(frame: pl.DataFrame) -> str:
    if frame.is_empty():
        return _("Nothing was found that a reader of the data should know.")
    counts = {name: int((frame["severity"] == name).sum()) for name in _SEVERITIES}
    return str(
        message(
            "Breaches: {breaches}; warnings: {warnings}; notes: {notes}.",
            breaches=counts["breach"],
            warnings=counts["warning"],
            notes=counts["note"],
        )
    )


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return str(message("{count} more of this kind are on the site.", count=f"{count:,}"))


def sources(source: Source) -> Iterator[Mapping[str, str]]:
    """Yield the documents that the scheme cites."""
    numbers = numbers_of_sources(source)
    for name, one in source.scheme.sources.items():
        parts = [
            "" if one.by is None else one.by.render(),
            one.date or "",
            one.number or "",
        ]
        yield {
            "number": f"[{numbers[name]}]",
            "title": one.title.render(),
            "about": " · ".join(part for part in parts if part),
            "address": one.url or "",
        }

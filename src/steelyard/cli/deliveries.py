"""What a person sees of the deliveries: what each held, why one was refused, who is missing."""

from __future__ import annotations

from typing import Any

from steelyard.cli.screen import say, show_rows
from steelyard.data.dataset import Dataset
from steelyard.evaluation.reconciliation import HEADINGS, STATUS, summary
from steelyard.i18n import _, message
from steelyard.scheme.scheme import Scheme

__all__ = ["show_reconciliation"]

_MOST = 20
_COUNTS = ("rows", "kept", "double", "refused")


def show_reconciliation(scheme: Scheme, data: Dataset) -> None:
    """Print a row per delivery, those refused first, and the units that are missing."""
    found = summary(scheme, data)
    if found is None:
        return
    if found["deliveries"]:
        _show_deliveries(found["deliveries"])
    units = found["units"] or {}
    said = {status: f"{len(names)} ({_some(names)})" for status, names in units.items() if names}
    if "missing" in said:
        say(str(message("Expected, and nobody delivered it: {units}", units=said["missing"])))
    if "refused" in said:
        say(str(message("Delivered, but refused: {units}", units=said["refused"])))
    if "unexpected" in said:
        say(str(message("Delivered, but not expected: {units}", units=said["unexpected"])))


def _show_deliveries(deliveries: list[dict[str, Any]]) -> None:
    """Print the deliveries; of very many, those that were refused in full or in part come first."""
    ordered = sorted(deliveries, key=lambda row: (row["status"] != "refused", not row["refused"]))
    heads = [str(HEADINGS[name]) for name in ("delivery", "status", *_COUNTS)]
    show_rows(
        [*heads, _("First problem")],
        [
            (
                row["delivery"],
                str(STATUS[row["status"]]),
                *(row[name] for name in _COUNTS),
                row["problem"] or "",
            )
            for row in ordered[:_MOST]
        ],
        _("Deliveries"),
        [False, False, *(True for _count in _COUNTS), False],
    )
    if len(ordered) > _MOST:
        say(str(message("… and {count} more rows.", count=len(ordered) - _MOST)))


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST])
    return shown if len(names) <= _MOST else f"{shown}, …"

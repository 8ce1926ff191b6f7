"""Findings: what a reader of the data should know.

A dropped unit, an imputed value, a clipped outlier, a conversion: nothing
happens in silence. Findings are part of the edition, in every language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from steelyard.i18n import Message

__all__ = ["Finding", "Severity"]

Severity = Literal["note", "warning", "breach"]


@dataclass(frozen=True)
class Finding:
    """Something a reader of the data should know.

    Parameters
    ----------
    code
        A stable kebab-case name of the kind, for programs (``imputed``).
    message
        What was found.
    severity
        ``note``: done as declared; ``warning``: look at it; ``breach``: a rule is broken.
    table, row, column
        Where in the input: the table's name, the row of the file as read, the column.
    unit
        The key of the unit concerned.
    delivery
        The delivery that the row came with, where tables were put together from several.
    """

    code: str
    message: Message
    severity: Severity = "note"
    table: str | None = None
    row: int | None = None
    column: str | None = None
    unit: str | None = None
    delivery: str | None = None

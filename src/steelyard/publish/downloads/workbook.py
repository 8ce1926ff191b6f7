"""The workbook of the publication: ranking, scores, method, findings, and weights to change."""

from __future__ import annotations

import tempfile
from pathlib import Path

from steelyard.publish.source import Source
from steelyard.reports.workbook import write_workbook

__all__ = ["WORKBOOK", "workbook"]

WORKBOOK = "workbook.xlsx"
"""Its place in the folder of a language."""


def workbook(source: Source) -> bytes:
    """Return the workbook of an edition in the current language."""
    with tempfile.TemporaryDirectory(prefix="steelyard-") as folder:
        return write_workbook(source.edition, Path(folder) / WORKBOOK).read_bytes()

"""What ``audit --out`` writes: the pages and ``audit.json``, into a folder of their own."""

from __future__ import annotations

import json
from pathlib import Path

from steelyard.claims.page import write_pages
from steelyard.claims.report.report import AuditReport
from steelyard.errors import Problem, UsageError
from steelyard.i18n import message

__all__ = ["keep", "refuse_folder"]

_REPORT = "audit.json"


def refuse_folder(folder: Path) -> None:
    """Refuse a folder with files in it that are not an audit's.

    Raises
    ------
    UsageError
        If it is a file, or holds something and no audit.
    """
    if folder.exists() and not folder.is_dir():
        text = message("{folder} is a file; expected a folder.", folder=str(folder))
        raise UsageError(Problem(text, field="--out"))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _REPORT).is_file():
        text = message(
            "{folder} holds other files; give a new folder, an empty one, or one with an audit.",
            folder=str(folder),
        )
        raise UsageError(Problem(text, field="--out"))


def keep(report: AuditReport, folder: Path) -> tuple[Path, ...]:
    """Write the pages and the report, and return the page to open and the report's file."""
    pages = write_pages(report.audit, folder)
    file = folder / _REPORT
    text = json.dumps(report.to_json(), ensure_ascii=False, allow_nan=False, indent=2)
    # A lone surrogate of a YAML escape has no bytes; in JSON the escape says the same.
    file.write_text(f"{text}\n", encoding="utf-8", errors="backslashreplace")
    return pages[0], file

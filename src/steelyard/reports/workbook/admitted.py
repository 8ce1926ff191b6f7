"""The sheet of admission: each unit against each threshold, the distance beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steelyard.evaluation import admission
from steelyard.i18n import Message, _, message
from steelyard.reports.workbook.columns import told
from steelyard.reports.workbook.rows import sheet_of
from steelyard.reports.workbook.sheet import Sheet
from steelyard.reports.workbook.source import Source

__all__ = ["sheets"]

_KIND: Mapping[str, Message] = {"at_least": message("at least"), "at_most": message("at most")}
_MET: Mapping[str, Message] = {"true": message("met"), "false": message("not met")}


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield the sheet, where units must be admitted to the list."""
    frame, declared = source.table(admission.ADMISSION), source.scheme.admission
    if frame is None or declared is None or frame.is_empty():
        return
    titles = {
        name: str(admission.threshold_title(source.scheme, name)) for name in declared.thresholds
    }
    status = {str(code): text for code, text in admission.STATUS.items()}
    said = frame.with_columns(
        told(frame["threshold"], titles),
        told(frame["kind"], _KIND),
        told(frame["met"], _MET),
        told(frame["admission"], status),
    )
    about = _("What each unit must reach to be on the list, and what it lacks.")
    yield sheet_of(source, said, admission.ADMISSION, _("Admission"), about, admission.HEADINGS)

"""The sheet of the plane: each unit's place, quadrant, and how sure both are."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.evaluation.plane import HEADINGS, axis_title, quadrant_names
from steelyard.i18n import _, message
from steelyard.reports.words import titled
from steelyard.reports.workbook.columns import columns_of
from steelyard.reports.workbook.sheet import Sheet, Table
from steelyard.reports.workbook.source import Source
from steelyard.robustness.headings import heading_of

__all__ = ["sheets"]


def sheets(source: Source) -> Iterator[Sheet]:
    """Yield the sheet, where the scheme has a plane and the edition has units."""
    frame, declared = source.table("plane"), source.scheme.plane
    if frame is None or declared is None or frame.is_empty():
        return
    frame = frame.drop("quadrant_name")
    heads = {name: str(HEADINGS[name]) for name in frame.columns}
    heads |= {axis: str(titled(axis_title(source.scheme, axis))) for axis in ("x", "y")}
    more = source.table("plane_uncertainty")
    if more is not None:
        new = [name for name in more.columns if name not in frame.columns]
        keys = [name for name in ("unit", "period") if name in frame.columns]
        frame = frame.join(
            more.select(*keys, *new), on=keys, how="left", nulls_equal=True, maintain_order="left"
        )
        heads |= {name: heading_of(name) for name in new}
        for code, name in quadrant_names(source.scheme).items():
            heads[f"p_{code}"] = str(message("Probability of “{quadrant}”", quadrant=name.render()))
    columns = columns_of(
        source.with_title(frame, "unit"),
        heads | source.unit_heads,
        labels=source.named_numbers,
    )
    about = _(
        "Each unit's place in the plane of two criteria, its quadrant, and how sure both are."
    )
    title = _("Plane")
    yield Sheet(title, about, (Table(columns, "data/plane.csv", frozen=1),))

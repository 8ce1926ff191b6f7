"""What a person sees of two editions by group: sums, shares, and who came, left and moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from steelyard.i18n import _, message

if TYPE_CHECKING:
    from steelyard.evaluation.labels import Labels
    from steelyard.robustness.comparison import Comparison
    from steelyard.robustness.comparison.groups import GroupTable

__all__ = ["show_groups"]


def show_groups(found: Comparison, top: int) -> None:
    """Print every table of measures that both editions have, ``top`` groups of each."""
    from steelyard.cli.paragraphs import paragraph
    from steelyard.evaluation.labels import labels_of_edition

    if not found.tables or not top:
        return
    labels = {**labels_of_edition(found.previous), **labels_of_edition(found.edition)}
    for table in found.tables:
        if table.values.is_empty():
            continue
        if not table.by:
            _show_whole(table)
            continue
        _show_units(found, table, labels, top)
        for name in table.measures:
            if not _told_by_units(table, name):
                _show_measure(found, table, name, labels, top)
        for note in table.notes:
            paragraph(str(note))
    if any(table.sums is not None for table in found.tables):
        paragraph(_("Behind a change stands what it consists of; the parts add up to it."))


def _show_whole(table: GroupTable) -> None:
    """Print a table without groups: a row per measure."""
    from steelyard.cli.screen import say, show_rows
    from steelyard.robustness.comparison.totals import amount, places_of

    rows = []
    for row in table.values.iter_rows(named=True):
        sides = [row["before"], row["after"]]
        places = places_of(sides)
        cells = ["–" if value is None else amount(value, places) for value in sides]
        change = "–" if row["change"] is None else amount(row["change"], places, sign=True)
        rows.append([_titled(table, row["measure"]), *cells, change])
    say("")
    heads = [_("Measure"), _("Before"), _("Now"), _("Change")]
    show_rows(heads, rows, table.title, numeric=(False, True, True, True))


def _titled(table: GroupTable, name: str) -> str:
    """Return what a measure is called, with its unit of measurement."""
    from steelyard.evaluation.descriptions import unit_in_words

    measure = table.measures[name]
    title = name if measure.title is None else measure.title.render()
    if measure.growth is not None:
        title = str(message("{title}, of the same units within each edition", title=title))
    return f"{title} ({unit_in_words(measure.unit)})" if measure.unit else title


def _told_by_units(table: GroupTable, name: str) -> bool:
    """Return whether a measure is the number of units, which stands beside who came and left."""
    count = table.measures[name].count
    return table.units is not None and count is not None and count.of is None


def _show_units(found: Comparison, table: GroupTable, labels: Labels, top: int) -> None:
    if table.units is None:
        return
    heads = {
        "before": _("Before"),
        "entered": _("Entered"),
        "left": _("Left"),
        "moved_in": _("Moved in"),
        "moved_out": _("Moved out"),
        "after": _("Now"),
    }
    moved = bool(table.units["moved_in"].sum())
    shown = [name for name in heads if moved or not name.startswith("moved")]
    rows = table.units.rows(named=True)
    title = message("{table}: units that entered and left", table=table.title)
    _show(
        found, table, str(title), [heads[name] for name in shown], labels, top,
        [(row, [row[name] for name in shown]) for row in rows],
    )  # fmt: skip


def _show_measure(
    found: Comparison, table: GroupTable, name: str, labels: Labels, top: int
) -> None:
    from steelyard.robustness.comparison.groups import in_points
    from steelyard.robustness.comparison.totals import amount, places_of

    measure = table.measures[name]
    rows = table.values.filter(measure=name).rows(named=True)
    places = places_of([row[side] for row in rows for side in ("before", "after")])
    growing = any(row["growth"] is not None for row in rows)
    heads = [
        _("Before"),
        _("Now"),
        _("Change, points") if in_points(measure) else _("Change"),
        *([_("Growth (%)")] if growing else []),
    ]

    def said(value: float | None, digits: int = places, *, sign: bool = False) -> str:
        return "–" if value is None else amount(value, digits, sign=sign)

    parts = _parts(table, name)
    heads += [head for _name, head in parts]
    sums = _sums(table, name)
    cells = [
        (
            row,
            [
                said(row["before"]),
                said(row["after"]),
                said(row["change"], sign=True),
                *([said(row["growth"], 1, sign=True)] if growing else []),
                *(said(_part(sums, table, row, part), sign=True) for part, _head in parts),
            ],
        )
        for row in rows
    ]
    _show(found, table, f"{table.title}: {_titled(table, name)}", heads, labels, top, cells)


def _parts(table: GroupTable, name: str) -> list[tuple[str, str]]:
    """Return the parts of the change of a sum that are there, with their headings."""
    if table.sums is None or table.sums.filter(measure=name).is_empty():
        return []
    found = table.sums.filter(measure=name)
    heads = {
        "stayed": _("Stayed"),
        "entered": _("Entered"),
        "left": _("Left"),
        "moved_in": _("Moved in"),
        "moved_out": _("Moved out"),
        "known": _("Known in one only"),
    }
    seldom = ("moved_in", "moved_out", "known")
    return [
        (part, head)
        for part, head in heads.items()
        if part not in seldom or (found[part] != 0).any()
    ]


def _sums(table: GroupTable, name: str) -> Mapping[tuple[Any, ...], dict[str, Any]]:
    if table.sums is None:
        return {}
    return {_key(table, row): row for row in table.sums.filter(measure=name).iter_rows(named=True)}


def _part(
    sums: Mapping[tuple[Any, ...], Mapping[str, Any]],
    table: GroupTable,
    row: Mapping[str, Any],
    part: str,
) -> float | None:
    """Return what a part adds to a change; what left takes away."""
    found = sums.get(_key(table, row))
    if found is None:
        return None
    value = float(found[part])
    return -value if part in ("left", "moved_out") else value


def _key(table: GroupTable, row: Mapping[str, Any]) -> tuple[Any, ...]:
    from steelyard.robustness.comparison.groups import TOTAL

    return (row[TOTAL], *(row[name] for name in table.labels))


def _show(
    found: Comparison,
    table: GroupTable,
    title: str,
    heads: Sequence[str],
    labels: Labels,
    top: int,
    rows: Sequence[tuple[Mapping[str, Any], Sequence[object]]],
) -> None:
    """Print the first groups of a table and the row of all units."""
    from steelyard.cli.screen import say, show_rows
    from steelyard.evaluation.descriptions import heading
    from steelyard.robustness.comparison.groups import TOTAL

    groups = [(row, cells) for row, cells in rows if not row[TOTAL]]
    whole = [(row, cells) for row, cells in rows if row[TOTAL]]
    say("")
    show_rows(
        [*(heading(found.edition.scheme, name) for name in table.by), *heads],
        [[*_labels(table, row, labels), *cells] for row, cells in (*groups[:top], *whole)],
        title,
        numeric=(*(False for _by in table.by), *(True for _head in heads)),
        line_after=min(top, len(groups)) if whole else None,
    )
    if len(groups) > top:
        say(str(message("… and {count} more rows.", count=len(groups) - top)))


def _labels(table: GroupTable, row: Mapping[str, Any], labels: Labels) -> Iterator[str]:
    from steelyard.robustness.comparison.groups import TOTAL

    if row[TOTAL]:
        yield _("All")
        yield from ("" for _name in table.by[1:])
        return
    for column, name in zip(table.by, table.labels, strict=True):
        text = labels.get(column, {}).get(row[name])
        yield (row[name] or "–") if text is None else text.render()

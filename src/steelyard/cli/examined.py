"""What ``check`` says of tables: the findings by gravity, and how lists differ from before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.cli.screen import number, say, show_rows
from steelyard.data.differences import Difference, Version, entry_columns
from steelyard.errors import Problem
from steelyard.evaluation.examine import Examined
from steelyard.evaluation.labels import Labels
from steelyard.findings import Finding, Severity
from steelyard.i18n import Message, _, message
from steelyard.scheme.base import Text
from steelyard.scheme.inputs import Column
from steelyard.scheme.scheme import Scheme

__all__ = ["show"]

_MOST_FINDINGS = 20
_MOST_DOCUMENTS = 3
_MOST_WITHOUT_BEFORE = 10
_MOST_ENTRIES = 50


def show(scheme: Scheme, found: Examined) -> None:
    """Print what an examination found, and whether anything is wrong."""
    heads: Mapping[Severity, Message] = {
        "breach": message("Breaches: {count}"),
        "warning": message("Warnings: {count}"),
        "note": message("Notes: {count}"),
    }
    shown = _Differences(scheme, found.labels)
    shown.show(found.differences)
    for severity, head in heads.items():
        told = [finding for finding in found.findings if finding.severity == severity]
        if told:
            say(Message(head.template, {"count": len(told)}).render())
            _show_findings(told, found)
            say("")
    say(_verdict(found))


def _verdict(found: Examined) -> str:
    if found.broken:
        return _("A rule is broken.")
    if any(finding.severity == "warning" for finding in found.findings):
        return _("No rule is broken; look at the warnings.")
    return _("Nothing is wrong.")


def _show_findings(told: Sequence[Finding], found: Examined) -> None:
    for finding in told[:_MOST_FINDINGS]:
        file = found.files.get(finding.table or "", finding.table)
        place = None if file is None else finding.delivery or str(file)
        said = finding.message
        if finding.unit is not None:
            said = message("{unit}: {what}", unit=finding.unit, what=said)
        say(f"  {Problem(said, place, finding.row, field=finding.column)}")
    if len(told) > _MOST_FINDINGS:
        count = len(told) - _MOST_FINDINGS
        say(str(message("  … and {count} more; --json has all.", count=count)))


@dataclass(frozen=True)
class _Differences:
    """Shows how lists differ from before, with the names of codes.

    Parameters
    ----------
    scheme
        What the lists and their columns are called.
    labels
        What codes are called.
    """

    scheme: Scheme
    labels: Labels

    def show(self, differences: Sequence[Difference]) -> None:
        """Print each difference, then the lists that have nothing to compare with."""
        compared = [one for one in differences if one.before is not None]
        for table in dict.fromkeys(one.table for one in compared):
            here = [one for one in compared if one.table == table]
            if len(here) > _MOST_DOCUMENTS:
                self._overview(table, here)
            else:
                for one in here:
                    self._show(one, one.before)
        first = [one for one in differences if one.before is None]
        for one in first[:_MOST_WITHOUT_BEFORE]:
            said = message(
                "{list}: {version} has no version before it to compare with. Entries: {entries}",
                list=self._list(one),
                version=_version(one.after),
                entries=one.entries,
            )
            say(f"{said}\n")
        if len(first) > _MOST_WITHOUT_BEFORE:
            count = len(first) - _MOST_WITHOUT_BEFORE
            say(f"{message('… and {count} more without a version before.', count=count)}\n")

    def _overview(self, table: str, compared: Sequence[Difference]) -> None:
        """Print a row for each of many lists."""
        owners = list(compared[0].owner)
        columns = self.scheme.inputs[table].columns
        rows = [
            [
                *(self._called(name, one.owner[name]) for name in owners),
                one.after.name,
                one.before.name if one.before is not None else "",
                *(len(entries) for entries in (one.added, one.removed, one.changed)),
                one.unchanged,
            ]
            for one in compared[:_MOST_ENTRIES]
        ]
        heads = [*(_title(columns[name], name) for name in owners), _("Version"), _("Before")]
        counts = [_("Added"), _("Removed"), _("Changed"), _("As before")]
        numeric = [*(False for _head in heads), *(True for _count in counts)]
        show_rows([*heads, *counts], rows, _named(self.scheme, table), numeric)
        if len(compared) > _MOST_ENTRIES:
            count = len(compared) - _MOST_ENTRIES
            say(f"{message('… and {count} more lists; --json has all.', count=count)}\n")

    def _show(self, one: Difference, before: Version | None) -> None:
        said = message(
            "{list}: {after} against {before}: {added} added, {removed} removed, {changed} "
            "changed, {unchanged} as before.",
            list=self._list(one),
            after=_version(one.after),
            before="" if before is None else _version(before),
            added=len(one.added),
            removed=len(one.removed),
            changed=len(one.changed),
            unchanged=one.unchanged,
        )
        say(str(said))
        declared = self.scheme.inputs[one.table]
        columns = {name: declared.columns[name] for name in entry_columns(declared)}
        rows = list(self._rows(one, columns))
        if rows:
            heads = [_title(column, name) for name, column in columns.items()]
            show_rows([_("Change"), *heads], rows[:_MOST_ENTRIES])
        else:
            say("")
        if len(rows) > _MOST_ENTRIES:
            count = len(rows) - _MOST_ENTRIES
            say(f"{message('… and {count} more rows; --json has all.', count=count)}\n")

    def _rows(self, one: Difference, columns: Mapping[str, Column]) -> Iterator[list[str]]:
        for kind, entries in ((_("added"), one.added), (_("removed"), one.removed)):
            for entry in entries:
                yield [kind, *(self._cell(name, entry[name], columns[name]) for name in columns)]
        for changed in one.changed:
            cells = []
            for name, column in columns.items():
                cell = self._cell(name, changed.entry[name], column)
                if name in changed.before:
                    before = self._cell(name, changed.before[name], column)
                    cell = f"{before or '–'} → {cell or '–'}"
                cells.append(cell)
            yield [_("changed"), *cells]

    def _cell(self, name: str, value: Any, column: Column) -> str:
        """Return a cell for readers: of a choice what it is called, of a reference both."""
        called = self.labels.get(name, {}).get(str(value))
        if called is None:
            return number(value)
        return called.render() if column.choices else f"{value} {called.render()}"

    def _list(self, one: Difference) -> Message | str:
        """Return what a document is called, and whose it is."""
        said: Message | str = _named(self.scheme, one.table)
        for name, value in one.owner.items():
            said = message("{list}, {owner}", list=said, owner=self._called(name, value))
        return said

    def _called(self, name: str, value: Any) -> str:
        """Return what an owner is called."""
        return self.labels.get(name, {}).get(str(value), Text(str(value))).render()


def _named(scheme: Scheme, table: str) -> str:
    title = scheme.inputs[table].title
    return title.render() if title else table


def _title(column: Column, name: str) -> str:
    return column.title.render() if column.title else name


def _version(version: Version) -> Message | str:
    """Return a version's name and its first day, which may be its name."""
    if version.name == version.first_day.isoformat():
        return version.name
    return message("“{version}” (from {day})", version=version.name, day=version.first_day)

"""``steelyard record``: what was stated, decided and objected to, entry by entry."""

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError, nearest
from steelyard.i18n import _, message

if TYPE_CHECKING:
    from steelyard.evaluation.edition import Edition
    from steelyard.record.chain import Stored
    from steelyard.record.entry import Entry

__all__ = ["add"]

_KINDS = ("begin", "decision", "objection", "answer", "final")
_OPTIONS = {
    "begin": (),
    "decision": ("unit", "criterion", "points", "to", "by", "date", "reason", "attach"),
    "objection": ("unit", "criterion", "by", "date", "reason", "attach"),
    "answer": ("unit", "to", "by", "date", "reason", "attach"),
    "final": ("despite_open_objections", "by", "date", "reason", "attach"),
}
"""The options of each kind of entry."""
_NEEDED = {
    "decision": ("unit", "criterion", "points", "by", "date", "reason"),
    "objection": ("unit", "by", "date", "reason"),
    "answer": ("by", "date", "reason"),
    "final": ("by", "date"),
}


@dataclass(frozen=True)
class _Given:
    """The options of the acts as they were given; None, or nothing, where one was not."""

    unit: str | None = None
    criterion: str | None = None
    points: float | None = None
    to: int | None = None
    by: str | None = None
    date: str | None = None
    reason: str | None = None
    attach: tuple[Path, ...] = ()
    despite_open_objections: bool = False


def add(app: App) -> None:
    """Add the command."""

    @Parameter(name="*")
    @dataclass(frozen=True)
    class Options(_Given):
        unit: Annotated[str | None, Parameter(help=_("The unit's key, or its title."))] = None
        criterion: Annotated[
            str | None, Parameter(help=_("The criterion: its name, or its title in any language."))
        ] = None
        points: Annotated[
            float | None, Parameter(help=_("The points that are decided, instead of the computed."))
        ] = None
        to: Annotated[
            int | None, Parameter(help=_("The number of the objection that is answered."))
        ] = None
        by: Annotated[str | None, Parameter(help=_("The office or person who does this."))] = None
        date: Annotated[
            str | None, Parameter(help=_("The day of it, YYYY-MM-DD, as they state it."))
        ] = None
        reason: Annotated[str | None, Parameter(help=_("Why; what is objected, answered."))] = None
        attach: Annotated[
            tuple[Path, ...], Parameter(help=_("A file to keep with the entry; may stand again."))
        ] = ()
        despite_open_objections: Annotated[
            bool, Parameter(help=_("Draw up the final result although objections are open."))
        ] = False

    @app.command(
        help=_(
            "Show the record of an edition, or add to it: begin, decision, objection, answer, "
            "final. Each entry carries the hash of the one before, so that a change shows; "
            "publish the head where nobody here can change it."
        ),
        usage=_("Usage: steelyard record EDITION [KIND] [OPTIONS]"),
    )
    def record(
        edition: Annotated[Path, Parameter(help=_("The edition's folder."))],
        kind: Annotated[
            str | None,
            Parameter(help=_("What to add: begin, decision, objection, answer or final.")),
        ] = None,
        /,
        *,
        options: Options | None = None,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.evaluation.edition import Edition

        given = options or Options()
        _check_call(kind, given)
        opened = Edition.open(edition)
        if kind is None:
            return _listed(opened, as_json)
        _say_added(opened, _add_entry(opened, kind, given), as_json)
        return 0


def _check_call(kind: str | None, given: _Given) -> None:
    """Refuse an unknown kind, an option that does not belong to it, and one that is missing."""
    if kind is not None and kind not in _KINDS:
        text = message(
            "“{kind}” is no kind of entry; expected {known}.", kind=kind, known=", ".join(_KINDS)
        )
        raise UsageError(Problem(text, nearest=nearest(kind, _KINDS)))
    there = [field.name for field in fields(_Given) if _is_there(getattr(given, field.name))]
    for name in there:
        if name not in _OPTIONS.get(kind or "", ()):
            text = message("This option does not belong here; see --help.")
            raise UsageError(Problem(text, field=_option(name)))
    for name in _NEEDED.get(kind or "", ()):
        if name not in there:
            text = message("A “{kind}” needs {option}.", kind=kind, option=_option(name))
            raise UsageError(Problem(text))


def _is_there(value: object) -> bool:
    return value is not None and value is not False and value != ()


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _add_entry(edition: "Edition", kind: str, given: _Given) -> "Stored":
    """Write an entry, and return it; of the first entries the last."""
    from steelyard.record import acts
    from steelyard.record.beginning import begin

    if kind == "begin":
        return begin(edition).stored[-1]
    act = acts.Act(given.by or "", given.date or "", given.reason, given.attach)
    unit = given.unit or ""
    if kind == "decision":
        return acts.decision(
            edition,
            act,
            unit=unit,
            criterion=given.criterion or "",
            points=0.0 if given.points is None else given.points,
            answers=given.to,
        )
    if kind == "objection":
        return acts.objection(edition, act, unit=unit, criterion=given.criterion)
    if kind == "answer":
        return acts.answer(edition, act, unit=given.unit, to=given.to)
    return acts.final(edition, act, despite_open_objections=given.despite_open_objections)


def _say_added(edition: "Edition", stored: "Stored", as_json: bool) -> None:
    from steelyard.cli.screen import say

    if as_json:
        answer = {"file": stored.file, "number": stored.number, "head": stored.sha256}
        print(json.dumps(answer, ensure_ascii=False))
        return
    say(str(message("Written: {file}", file=f"record/{stored.file}")))
    if stored.entry is not None and stored.entry.kind == "final":
        _show_final(edition, stored.entry)
    say(str(message("Head: {hash}", hash=stored.sha256)))


def _show_final(edition: "Edition", entry: "Entry") -> None:
    """Print the units that decisions or their consequences moved, before and after."""
    from steelyard.cli.screen import say, show_rows

    units = entry.content["units"]
    moved = [
        (key, row["computed"], row["final"], row["computed_rank"], row["rank"], row["decisions"])
        for key, row in units.items()
        if row["decisions"] or row["computed_rank"] != row["rank"]
    ]
    heads = [_("Unit"), _("Computed"), _("Final"), _("Rank, computed"), _("Rank"), _("Decisions")]
    if moved:
        rows = [(*row[:-1], ", ".join(map(str, row[-1]))) for row in moved]
        show_rows(heads, rows, numeric=(False, True, True, True, True, False))
    else:
        say(_("The final result is the computed one: nothing was decided."))
    if entry.content["open"]:
        numbers = ", ".join(map(str, entry.content["open"]))
        say(str(message("Objections without an answer: {numbers}.", numbers=numbers)))


def _listed(edition: "Edition", as_json: bool) -> int:
    """Print the entries and whether each is as it was written."""
    from steelyard.cli.screen import say, show_rows
    from steelyard.record.check import check

    found = check(edition)
    if as_json:
        print(json.dumps(found.to_json(), ensure_ascii=False, allow_nan=False))
        return 0 if found.holds else 1
    if not found.chain.stored and found.holds:
        say(_("The edition has no record."))
        return 0
    names = _kinds()
    faulty = {fault.number for fault in found.faults}
    rows = [
        (
            one.number,
            names[one.entry.kind] if one.entry is not None else "–",
            ", ".join(one.entry.units) if one.entry is not None else "",
            (one.entry.by or "") if one.entry is not None else "",
            (one.entry.date or "") if one.entry is not None else "",
            _told(one.entry) if one.entry is not None else "",
            _("changed") if one.number in faulty else _("as written"),
        )
        for one in found.chain.stored
    ]
    heads = [_("No."), _("Entry"), _("Unit"), _("By"), _("Date"), _("What and why"), _("State")]
    show_rows(heads, rows)
    for fault in found.faults:
        say(f"  {fault.what}")
    say(str(message("Head: {hash}", hash=found.head)))
    return 0 if found.holds else 1


def _kinds() -> dict[str, str]:
    return {
        "commitment": _("Commitments"),
        "self_assessment": _("Self-assessment"),
        "computed": _("Computed points"),
        "decision": _("Decision"),
        "objection": _("Objection"),
        "answer": _("Answer"),
        "final": _("Final result"),
    }


def _told(entry: "Entry") -> str:
    """Return in a line what an entry says and why."""
    content, reason = entry.content, entry.reason or ""
    if entry.kind == "decision":
        said = message(
            "{criterion}: {points:g} points, computed {computed}; {reason}",
            criterion=content["criterion"],
            points=content["points"],
            computed="–" if content["computed"] is None else f"{content['computed']:g}",
            reason=reason,
        )
        return str(said)
    if entry.kind == "objection" and content["criterion"] is not None:
        return f"{content['criterion']}: {reason}"
    if entry.kind == "answer":
        number = content["answers"]
        return str(message("To entry {number}: {reason}", number=number, reason=reason))
    return reason or str(message("{count} units", count=_concerned(entry)))


def _concerned(entry: "Entry") -> int:
    """Return for how many units the program's own entries have something."""
    content = entry.content
    told = content.get("units", content.get("points", content.get("rows", ())))
    return len(told)

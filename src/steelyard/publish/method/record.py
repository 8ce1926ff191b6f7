"""The record of the process: its entries in words, who and when, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from steelyard.i18n import Message, _, message
from steelyard.publish.layout.page import Page
from steelyard.publish.method.amounts import digits
from steelyard.publish.method.telling import Telling
from steelyard.publish.method.wording import parents, record_wording
from steelyard.publish.numbers import day
from steelyard.record.chain import Chain, Stored, read
from steelyard.record.check import RecordCheck, check
from steelyard.record.entry import Entry, Kind
from steelyard.reports.words import shown

__all__ = ["KINDS", "record_page", "record_summary"]

ADDRESS = "method/record"
KINDS: Mapping[Kind, Message] = {
    "commitment": message("Commitments"),
    "self_assessment": message("Self-assessment"),
    "computed": message("Computed points"),
    "decision": message("Decision"),
    "objection": message("Objection"),
    "answer": message("Answer"),
    "final": message("Final result"),
}
"""What the kinds of entries are called."""
_MOST_ROWS = 200


def record_summary(telling: Telling) -> dict[str, Any] | None:
    """Return how many entries of each kind there are, and the head; None without a record."""
    chain = read(telling.source.edition.path)
    if not chain.stored:
        return None
    kinds = [one.entry.kind for one in chain.stored if one.entry is not None]
    return {
        "entries": len(chain.stored),
        "kinds": [
            {"kind": kind, "title": str(title), "count": kinds.count(kind)}
            for kind, title in KINDS.items()
            if kind in kinds
        ],
        "head": chain.head,
        "address": ADDRESS,
    }


def record_page(telling: Telling) -> Iterator[Page]:
    """Yield the page of the record, where there is one."""
    chain: Chain = read(telling.source.edition.path)
    if not chain.stored:
        return
    found = check(telling.source.edition)
    yield Page(
        address=ADDRESS,
        title=_("Record of the process"),
        section="method",
        template="method/record.html.jinja",
        content=_content(telling, found),
        said=record_wording(telling.source),
        parents=parents(),
    )


def _content(telling: Telling, found: RecordCheck) -> dict[str, Any]:
    faulty = {fault.number for fault in found.faults}
    return {
        "holds": found.holds,
        "head": found.head,
        "faults": [{"number": one.number, "what": str(one.what)} for one in found.faults],
        "count": len(found.chain.stored),
        "entries": [_entry(telling, one, one.number not in faulty) for one in found.chain.stored],
    }


def _entry(telling: Telling, stored: Stored, as_written: bool) -> dict[str, Any]:
    entry = stored.entry
    plain: dict[str, Any] = {
        "number": stored.number,
        "file": stored.file,
        "sha256": stored.sha256,
        "as_written": as_written,
        "kind": None,
        "title": None,
        "by": None,
        "date": None,
        "day": None,
        "reason": None,
        "units": [],
        "said": [],
        "attachments": [],
        "final": None,
    }
    if entry is None:
        return plain
    return plain | {
        "kind": entry.kind,
        "title": str(KINDS[entry.kind]),
        "by": entry.by,
        "date": entry.date,
        "day": None if entry.date is None else day(date.fromisoformat(entry.date)),
        "reason": entry.reason,
        "units": [_unit(telling, key) for key in entry.units],
        "said": [str(one) for one in _said(telling, entry)],
        "attachments": [one.model_dump() for one in entry.attachments],
        "final": _final(telling, entry) if entry.kind == "final" else None,
    }


def _unit(telling: Telling, key: str) -> dict[str, Any]:
    address = telling.source.addresses.get(key)
    return {
        "key": key,
        "title": telling.source.titles.get(key, key),
        "address": None if address is None else f"units/{address}",
    }


def _said(telling: Telling, entry: Entry) -> Iterator[Message]:
    """Yield what an entry says, by its kind."""
    content = entry.content
    match entry.kind:
        case "commitment":
            yield message("Statements in writing: {count}.", count=len(content["rows"]))
            yield from _absent(telling, content)
        case "self_assessment":
            yield message("Units that stated their own points: {count}.", count=_size(content))
            yield from _absent(telling, content)
        case "computed":
            yield message("Units with computed points: {count}.", count=len(content["units"]))
        case "decision":
            yield from _decided(telling, entry)
        case "objection" if entry.objection.criterion is not None:
            yield message("About: {node}.", node=telling.title(entry.objection.criterion))
        case "answer":
            yield message("It answers entry {number}.", number=entry.answer.answers)
        case "final":
            numbers = ", ".join(map(str, content["open"]))
            if numbers:
                yield message("Objections without an answer: {numbers}.", numbers=numbers)


def _size(content: Mapping[str, Any]) -> int:
    return len(content["points"])


def _absent(telling: Telling, content: Mapping[str, Any]) -> Iterator[Message]:
    absent = content["absent"]
    if absent:
        names = [telling.source.titles.get(key, key) for key in absent[:_MOST_ROWS]]
        more = ", …" if len(absent) > _MOST_ROWS else ""
        yield message("Without one: {units}.", units=_(", ").join(names) + more)


def _decided(telling: Telling, entry: Entry) -> Iterator[Message]:
    said = entry.decision
    yield message(
        "{node}: {points} points are decided; computed were {computed}.",
        node=telling.title(said.criterion)
        if said.criterion in telling.source.scheme.nodes()
        else said.criterion,
        points=digits(said.points),
        computed=shown(said.computed),
    )
    if said.answers is not None:
        yield message("It answers entry {number}.", number=said.answers)


def _final(telling: Telling, entry: Entry) -> dict[str, Any]:
    """Return the units that decisions moved, with points and ranks before and after."""
    moved = [
        {
            "unit": _unit(telling, key),
            "computed": row["computed"],
            "final": row["final"],
            "computed_rank": row["computed_rank"],
            "rank": row["rank"],
            "decisions": row["decisions"],
        }
        for key, row in entry.content["units"].items()
        if row["decisions"] or row["computed_rank"] != row["rank"]
    ]
    return {"moved": moved[:_MOST_ROWS], "more": max(len(moved) - _MOST_ROWS, 0)}

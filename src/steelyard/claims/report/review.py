"""Proposed claims before a person: which are asked about, what an answer means, what is written.

Only these decisions change; a figure or formula that was read wrongly is corrected in the file.
Asking is left to the command line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from steelyard.claims.file.grammar import Claims
from steelyard.claims.report.report import AuditReport, Entry
from steelyard.errors import SteelyardError

__all__ = [
    "KEYS",
    "Answer",
    "Decision",
    "answered",
    "decided",
    "marked",
    "open_entries",
    "rewritten",
]

Decision = Literal["confirmed", "rejected"]
Answer = Literal["confirmed", "rejected", "skip", "stop"]

KEYS: Mapping[str, Answer] = {"c": "confirmed", "r": "rejected", "s": "skip", "q": "stop"}
"""The keys that answer a question."""


def open_entries(report: AuditReport) -> tuple[Entry, ...]:
    """Return the claims that a machine proposed and nobody decided, in the order of the report.

    Figures that nothing gives are left out: there is nothing to decide about them.
    """
    proposed = (one for one in report.entries if one.checked.claim.status == "proposed")
    return tuple(one for one in proposed if one.is_tied)


def answered(line: str) -> Answer | None:
    """Return what a line means as an answer; None if nothing.

    Parameters
    ----------
    line
        What the person wrote: the key, in either case and of either width.

    Examples
    --------
    >>> answered(" C")
    'confirmed'
    >>> answered("maybe") is None
    True
    """
    return KEYS.get(unicodedata.normalize("NFKC", line).strip().lower())


def decided(claims: Claims, decisions: Mapping[str, Decision]) -> Claims:
    """Return claims with what a person decided, all else as it was.

    Parameters
    ----------
    claims
        The claims.
    decisions
        The decision on each claim that was decided, by its name.
    """
    changed = {
        name: claim.model_copy(update={"status": decisions[name]}) if name in decisions else claim
        for name, claim in claims.claims.items()
    }
    return claims.model_copy(update={"claims": changed})


def rewritten(text: str, claims: Claims, decisions: Mapping[str, Decision]) -> str:
    """Return the text of a claims file with decisions put in.

    Every other character, remarks too, stays as it was. Only where a status does not stand
    plainly in its claim (an alias or a merge brings it in) the file is written anew.

    Parameters
    ----------
    text
        The text of the file.
    claims
        What was read from it.
    decisions
        The decision on each claim that was decided, by its name.
    """
    from steelyard.claims.file.load import dump, parse

    meant = decided(claims, decisions)
    found = marked(text, decisions)
    if found is not None:
        try:
            if parse(found, "").claims == meant.claims:
                return found
        except SteelyardError:
            pass
    return dump(meant)


def marked(text: str, decisions: Mapping[str, Decision]) -> str | None:
    """Return a text with decisions in the places of statuses; None where a place is not found.

    Parameters
    ----------
    text
        The text of a claims file.
    decisions
        The decision on each claim that was decided, by its name.

    Examples
    --------
    >>> print(marked("claims: {share: {printed: 15.6%, status: proposed}}", {"share": "rejected"}))
    claims: {share: {printed: 15.6%, status: rejected}}
    """
    lines = text.splitlines(keepends=True)
    declared = YAML().load(text)["claims"]
    places: list[tuple[int, int, Decision]] = []
    for name, decision in decisions.items():
        claim = declared[name]
        if not isinstance(claim, CommentedMap) or "status" not in claim.lc.data:
            return None
        line, column = claim.lc.value("status")
        places.append((line, column, decision))
    for line, column, decision in sorted(places, reverse=True):
        rest = lines[line][column:]
        quote = rest[:1] if rest[:1] in {"'", '"'} else ""
        if not rest.startswith(f"{quote}proposed{quote}"):
            return None
        end = column + len(f"{quote}proposed{quote}")
        lines[line] = f"{lines[line][:column]}{decision}{lines[line][end:]}"
    return "".join(lines)

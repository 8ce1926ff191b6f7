"""Rules that rows must keep and vetoes that strike scores, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import digits
from steelyard.publish.method.told import Told
from steelyard.reports.words import Vocabulary, joined, titled
from steelyard.scheme.rules import RowRule
from steelyard.scheme.scheme import Veto

__all__ = ["SEVERITIES", "ruled", "vetoed"]

SEVERITIES: Mapping[str, Message] = {
    "breach": message("breach"),
    "warning": message("warning"),
    "note": message("note"),
}
"""What the severities of rules and findings are called."""
_GRAVITY: Mapping[str, Message] = {
    "breach": message("A row of which this holds breaks the rule: each is a breach."),
    "warning": message("A row of which this holds is to be looked at: each is a warning."),
    "note": message("Rows of which this holds are counted in a note."),
}
_FOLLOWS: Mapping[str, Message] = {
    "report": message("The row is scored all the same."),
    "set_aside": message(
        "The row is set aside, with all rows that refer to it: it is not scored, and kept in the "
        "account."
    ),
    "refuse": message("Nothing is evaluated until the row is mended."),
}


def ruled(words: Vocabulary, rule: RowRule) -> Told:
    """Return how a rule is told: when it is broken, how grave that is, what follows."""
    table = rule.on or words.scheme.units.table
    when = words.where(table, rule.when) or message("always")
    return Told(when, None, (_GRAVITY[rule.severity], _FOLLOWS[rule.then]))


def vetoed(words: Vocabulary, veto: Veto) -> Told:
    """Return how a veto is told: what it does, and to which units."""
    effect = _effect(veto)
    if veto.when is not None:
        table = words.scheme.units.table
        cause = message(
            "It strikes a unit where {condition}.", condition=words.where(table, veto.when)
        )
    else:
        titles = [titled(words.scheme.rules[name].title) for name in veto.breaks or ()]
        cause = message(
            "It strikes a unit that breaks one of these rules, or has a row that does: {rules}.",
            rules=joined(titles, message("; ")),
        )
    return Told(effect, None, (cause,))


def _effect(veto: Veto) -> Message:
    score = digits(veto.score)
    match veto.effect:
        case "unranked":
            return message("No score.")
        case "zero":
            return message("A score of 0.")
        case "cap":
            return message("A score of {score} at most.", score=score)
        case "deduct":
            return message("{score} less, not below 0.", score=score)
    assert_never(veto.effect)

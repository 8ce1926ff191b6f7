"""What can be wrong with a rule whose number is drawn: no such number, or none that is valid.

A number is tried at both of its ends, and those of one indicator in all combinations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from pydantic import ValidationError

from steelyard.errors import Problem, SchemeError, nearest
from steelyard.evaluation.steps import settings
from steelyard.i18n import Message, message
from steelyard.robustness.varying.rules import POINTS, DrawnRule, number_at, with_numbers
from steelyard.scheme.explain_errors import explain
from steelyard.scheme.normalise import Proportional
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import NormaliseStep

__all__ = ["check_rules"]


def check_rules(rules: Sequence[DrawnRule], scheme: Scheme) -> None:
    """Check that the numbers exist, and that the rules hold together wherever they are drawn.

    Raises
    ------
    SchemeError
        With everything that is wrong.
    """
    problems = [problem for rule in rules for problem in _unknown(rule, scheme)]
    problems += _repeated(rules)
    if not problems:
        problems = [
            problem
            for node in dict.fromkeys(rule.node for rule in rules if rule.setting != POINTS)
            for problem in _contradictions(
                [rule for rule in rules if rule.node == node and rule.setting != POINTS], scheme
            )
        ]
    if problems:
        raise SchemeError(problems)


def _specs_of(node: str, scheme: Scheme) -> list[Any]:
    """Return the scheme's own normalisations of an indicator, one for each such step."""
    return [
        settings(scheme.indicators(), (node,), "normalise", step.normalise)[node]
        for step in scheme.steps
        if isinstance(step, NormaliseStep)
    ]


def _unknown(rule: DrawnRule, scheme: Scheme) -> Iterator[Problem]:
    known = scheme.nodes() if rule.setting == POINTS else scheme.indicators()
    if rule.node not in known:
        text = (
            message("There is no node “{node}”.", node=rule.node)
            if rule.setting == POINTS
            else message("There is no indicator “{node}”.", node=rule.node)
        )
        yield Problem(text, field=f"{rule.field}.node", nearest=nearest(rule.node, list(known)))
        return
    why = _wrong_points(rule, scheme) if rule.setting == POINTS else _wrong_setting(rule, scheme)
    if why is not None:
        yield Problem(why, field=f"{rule.field}.setting")


def _wrong_points(rule: DrawnRule, scheme: Scheme) -> Message | None:
    if scheme.nodes()[rule.node].points is None:
        return message("“{node}” has no points that could vary.", node=rule.node)
    if rule.lower < 0:
        return message("Points cannot be below 0, but {lower:g} is.", lower=rule.lower)
    return None


def _wrong_setting(rule: DrawnRule, scheme: Scheme) -> Message | None:
    specs = _specs_of(rule.node, scheme)
    if not specs:
        return message("“{node}” is not normalised, so no rule scores it.", node=rule.node)
    for spec in specs:
        if number_at(spec, rule.setting) is None:
            return message(
                "“{setting}” is no number of the normalisation “{method}” of “{node}”.",
                setting=rule.setting,
                method=spec.method,
                node=rule.node,
            )
    return None


def _repeated(rules: Sequence[DrawnRule]) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for rule in rules:
        first = taken.setdefault((rule.node, rule.setting), rule.assumption)
        if first != rule.assumption:
            text = message(
                "“{setting}” of “{node}” is drawn by “{first}” already.",
                setting=rule.setting,
                node=rule.node,
                first=first,
            )
            yield Problem(text, field=rule.field)


def _contradictions(rules: Sequence[DrawnRule], scheme: Scheme) -> Iterator[Problem]:
    """Yield what is wrong where the numbers of one indicator are at their ends, in all ways."""
    for spec in _specs_of(rules[0].node, scheme):
        turned = set()
        for ends in product(*((rule.lower, rule.upper) for rule in rules)):
            drawn = with_numbers(
                spec, {rule.setting: end for rule, end in zip(rules, ends, strict=True)}
            )
            why = _refused(drawn)
            if why is not None:
                yield Problem(_at(rules, ends, why), field=f"{rules[-1].field}.between")
                return
            if isinstance(drawn, Proportional):
                turned.add(drawn.full_at > drawn.zero_at)
        if len(turned) > 1:
            text = message("“full_at” and “zero_at” must not change places within the bounds.")
            yield Problem(text, field=f"{rules[-1].field}.between")


def _refused(drawn: Any) -> Message | None:
    """Return why the grammar does not take a method, None if it does."""
    try:
        type(drawn).model_validate(drawn.model_dump())
    except ValidationError as error:
        return explain(error.errors()[0])[0]
    return None


def _at(rules: Sequence[DrawnRule], ends: Sequence[float], why: Message) -> Message:
    numbers = ", ".join(f"{rule.setting} = {end:g}" for rule, end in zip(rules, ends, strict=True))
    return message(
        "The normalisation of “{node}” is not valid with {numbers}: {why}",
        node=rules[0].node,
        numbers=numbers,
        why=why,
    )

"""A small scheme to make mistakes in; the sign ‸ marks the place that a message must name."""

from __future__ import annotations

from steelyard import Scheme, SchemeError
from steelyard.errors import Problem

FILE = "trial.yaml"

TRIAL = """\
scheme: trial
title: Trial
sources:
  book: {title: The book}
units:
  table: units
  key: unit
  groups: [region]
inputs:
  units:
    columns:
      unit: {type: text}
      region: {type: text}
      size: {unit: ha}
      a: {range: [0, 10]}
      b: {}
  children:
    columns:
      unit: {type: text, references: units.unit}
      kind: {type: text, choices: [old, new]}
      amount: {}
derived:
  ratio_ab:
    ratio: {of: a, to: b}
  total:
    sum: {of: children.amount}
steps:
  - derive
  - impute: {method: mean}
  - normalise
tree:
  parts:
    left:
      weight: 2
      source: {ref: book}
      parts:
        a: {weight: 1}
        b: {weight: 3}
    ratio_ab: {}
rank: {by: score}
show: [size]
"""


def mistaken(old: str, new: str, text: str = TRIAL) -> tuple[str, str]:
    """Return the scheme with a mistake in it, and the place that ‸ marks: file:line:column."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the scheme"
    return marked(text.replace(old, new))


def marked(text: str) -> tuple[str, str]:
    """Return a text without ‸, and the place that it marks."""
    before, sign, after = text.partition("‸")
    assert sign, "nothing is marked"
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return before + after, f"{FILE}:{line}:{column}"


def problems(text: str) -> tuple[Problem, ...]:
    """Return everything that is wrong with a scheme, nothing if it is right."""
    try:
        Scheme.parse(text, FILE)
    except SchemeError as error:
        return error.problems
    return ()


def place(problem: Problem) -> str:
    """Return where a problem is: file:line:column."""
    return ":".join(str(p) for p in (problem.file, problem.line, problem.column) if p is not None)

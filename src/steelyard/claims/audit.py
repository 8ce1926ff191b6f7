"""Claims audited: each held against data, arithmetic, names, or other claims of its quantity.

Reading is left to ``load``, arithmetic to ``computing`` and ``extents``, the least sets of claims
that must be wrong to ``repairs``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from steelyard.claims.consistency.agreement import (
    Topic,
    disagreements,
    held_against_others,
    spokesmen,
    topics,
)
from steelyard.claims.consistency.repairs import Repairs, repairs
from steelyard.claims.consistency.system import systems
from steelyard.claims.evidence import Evidence, gather, kept
from steelyard.claims.file.grammar import Claims
from steelyard.claims.file.load import given, opened
from steelyard.claims.file.quotations import about_words, spans
from steelyard.claims.formulas.formula import Comparison, Expression
from steelyard.claims.found import Span
from steelyard.claims.interval import Interval
from steelyard.claims.outcome import Audit, Checked
from steelyard.claims.tables import answers, read_table
from steelyard.claims.verdicts import judged, judged_truth
from steelyard.errors import Problem, QueryError
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = ["audit"]


def audit(
    source: str | Path | Claims,
    *,
    folder: Path | None = None,
    tables: Mapping[str, pl.DataFrame] | None = None,
    texts: Mapping[str, str] | None = None,
    seconds: float = 60.0,
) -> Audit:
    """Say of each claim whether it holds.

    Parameters
    ----------
    source
        A claims file, the name of claims that Steelyard brings, or claims.
    folder
        Where the files lie that claims name which come from no file; else it is the file's folder.
    tables
        Tables in place of files, by name.
    texts
        The text of each source that has one, in place of files.
    seconds
        How long a query may take.

    Raises
    ------
    UsageError
        There is no such file.
    ClaimsError
        The claims are wrong, or queries fail or give more than one value.
    DataError
        A table cannot be read.

    Examples
    --------
    >>> from steelyard.claims.file.load import parse
    >>> claims = parse('''
    ... title: Brands
    ... claims:
    ...   brands: {printed: 78 brands}
    ...   list: {printed: 500 brands}
    ...   share: {printed: 15.7%, formula: brands / list}
    ... ''')
    >>> share = audit(claims).checked[-1]
    >>> print(share.verdict, share.computation)
    contradicted 78 brands ÷ 500 brands = 15.6%
    """
    frames = dict(tables or {})
    if isinstance(source, Claims):
        loaded = given(source, folder=folder, tables=frames, texts=texts)
    else:
        loaded = opened(source, tables=frames, texts=texts)
    findings = list[Finding]()
    for name, table in loaded.claims.tables.items():
        if name not in frames:
            if loaded.folder is None:
                said = message(
                    "The table “{name}” is in the file {file}, and nothing says in which folder.",
                    name=name,
                    file=table.file,
                )
                raise loaded.error([Problem(said, field=f"tables.{name}.file")])
            frames[name], told = read_table(loaded.folder / table.file, table)
            findings += told
    claims = kept(loaded.claims)
    queries = {name: claim.query for name, claim in claims.items() if claim.query is not None}
    try:
        found = answers(frames, queries, seconds=seconds)
    except QueryError as error:  # tables that SQL cannot tell apart
        raise loaded.error(error.problems) from None
    if found.problems:
        raise loaded.error(found.problems.values())
    known = gather(loaded, found.of)
    checked = _checked(known, spans(loaded, claims))
    mending = _repairs(known, loaded.readings.formulas, checked)
    return Audit(
        claims=loaded.claims,
        checked=checked,
        disagreements=disagreements(known),
        repairs=mending.of,
        texts=dict(loaded.texts),
        findings=(*findings, *about_words(loaded, claims), *_about_repairs(mending)),
    )


def _checked(known: Mapping[str, Evidence], places: Mapping[str, Span]) -> tuple[Checked, ...]:
    """Return the verdict on each claim."""
    others = {topic: spokesmen(names, known) for topic, names in topics(known).items()}
    return tuple(
        _check(name, evidence, others, known, places.get(name)) for name, evidence in known.items()
    )


def _check(
    name: str,
    evidence: Evidence,
    others: Mapping[Topic, tuple[str, ...]],
    known: Mapping[str, Evidence],
    span: Span | None,
) -> Checked:
    said = evidence.said
    checked = Checked(
        name=name,
        claim=evidence.claim,
        printed=evidence.printed,
        verdict="unchecked",
        said=None if said is None else said.interval,
        found=evidence.found,
        nominal=evidence.nominal,
        missing=evidence.missing,
        computation=evidence.computation,
        against=evidence.against,
        span=span,
    )
    if evidence.missing is not None:
        return checked
    if isinstance(evidence.truths, tuple):
        nominal = None if evidence.nominal is None else evidence.nominal == 1
        return replace(checked, verdict=judged_truth(nominal, evidence.truths))
    if said is None:
        return replace(checked, missing=message("Nothing was printed: other claims use its value."))
    if evidence.found is not None:
        verdict = judged(said, evidence.nominal, evidence.found)
        return replace(checked, verdict=verdict, off=said.interval.distance(evidence.found))
    topic = Topic(evidence.claim.quantity or "", evidence.claim.scope)
    held = held_against_others(name, others.get(topic, ()), known)
    return replace(
        checked,
        verdict=held.verdict,
        found=held.found,
        nominal=held.nominal,
        off=None if held.found is None else said.interval.distance(held.found),
        missing=held.missing,
        against=held.against,
    )


def _repairs(
    known: Mapping[str, Evidence],
    formulas: Mapping[str, Expression | Comparison],
    checked: Sequence[Checked],
) -> Repairs:
    """Return the least sets of claims that must be wrong, in the order of the file."""
    allowed = {one.name: _allowed(one, known[one.name]) for one in checked if one.said is not None}
    found = repairs(systems(known, formulas, allowed))
    order = {name: at for at, name in enumerate(known)}
    first = sorted(found.of, key=lambda repair: [order[name] for name in repair.involved])
    return replace(found, of=tuple(first))


def _about_repairs(found: Repairs) -> Iterator[Finding]:
    if not found.complete:
        said = message(
            "The search for the least sets of claims that must be wrong was cut short; there may "
            "be more contradictions."
        )
        yield Finding("repairs-cut-short", said, "warning")


def _allowed(checked: Checked, evidence: Evidence) -> Interval:
    """Return what a claim's words say; cut off as well as rounded, where only that fits."""
    assert evidence.said is not None
    only_cut_off = checked.verdict != "contradicted" and bool(checked.off)
    return evidence.said.widest if only_cut_off else evidence.said.interval

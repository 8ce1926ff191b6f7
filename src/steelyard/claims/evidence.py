"""What speaks for and against each claim: its words, and what query, formula or names give.

Claims are gone through so that those come first whose values others use. Verdicts are left to
``audit``, other claims of the same quantity to ``agreement``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from graphlib import TopologicalSorter

from steelyard.claims.file.grammar import Claim, Claims
from steelyard.claims.file.load import Loaded
from steelyard.claims.formulas.computation import between, computation, counted, shown
from steelyard.claims.formulas.computing import UndefinedError, worth
from steelyard.claims.formulas.currencies import (
    NONE,
    Powers,
    RateError,
    agreed,
    currencies,
    of_printed,
)
from steelyard.claims.formulas.extents import extent, possible_truths, truth
from steelyard.claims.formulas.formula import Comparison, Expression, names
from steelyard.claims.formulas.substitution import substituted, substituted_sides
from steelyard.claims.interval import Interval
from steelyard.claims.printed import Printed
from steelyard.claims.tables import Answer
from steelyard.claims.verdicts import Said
from steelyard.i18n import Message, message

__all__ = ["Evidence", "gather", "kept"]

_FALSE, _TRUE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Evidence:
    """What is known of a claim.

    Parameters
    ----------
    claim
        What was declared.
    printed
        Its figure.
    said
        What its words allow.
    found
        What its query, formula or names allow; of a comparison 1 where it is true, 0 where not.
    nominal
        The same with the inputs as printed.
    currency
        What it is in.
    missing
        Why nothing was found.
    cause
        The claim whose value is missing, if it is another one.
    computation
        How ``found`` was computed.
    against
        The claims that it was computed from.
    truths
        What a comparison can be; None for what is none.
    """

    claim: Claim
    printed: Printed | None = None
    said: Said | None = None
    found: Interval | None = None
    nominal: Fraction | None = None
    currency: Powers = NONE
    missing: Message | None = None
    cause: str | None = None
    computation: str = ""
    against: tuple[str, ...] = ()
    truths: tuple[bool, ...] | None = None

    @property
    def interval(self) -> Interval | None:
        """The values that others may compute with: those of its words, else those found."""
        if self.truths is not None:
            return None
        return self.found if self.said is None else self.said.interval

    @property
    def figure(self) -> Fraction | None:
        """The figure that others compute with: the printed one, else the one found."""
        return self.nominal if self.said is None else self.said.nominal

    @property
    def text(self) -> str:
        """How it stands in a computation."""
        if self.printed is not None:
            return self.printed.text.strip()
        if self.nominal is not None:
            return shown(self.nominal, None)
        return "" if self.found is None else f"({between(self.found, None)})"


def kept(claims: Claims) -> dict[str, Claim]:
    """Return the claims that nobody rejected."""
    return {name: claim for name, claim in claims.claims.items() if claim.status != "rejected"}


def gather(loaded: Loaded, answers: Mapping[str, Answer]) -> dict[str, Evidence]:
    """Return what is known of each claim that nobody rejected, in the order of the file.

    Parameters
    ----------
    loaded
        The claims.
    answers
        What the queries gave.
    """
    claims = kept(loaded.claims)
    formulas = loaded.readings.formulas
    sorter = TopologicalSorter(
        {name: names(formulas[name]) if name in formulas else () for name in claims}
    )
    known: dict[str, Evidence] = {}
    computed: dict[str, Expression] = {}
    for name in sorter.static_order():
        if name not in claims:
            continue  # rejected
        evidence = _words(
            claims[name], loaded.readings.printed.get(name), loaded.claims, answers.get(name)
        )
        if name in answers:
            evidence = _of_query(evidence, answers[name])
        elif claims[name].names is not None:
            evidence = _of_names(evidence, claims[name].names or ())
        elif name in formulas:
            formula = formulas[name]
            evidence = _of_formula(evidence, formula, known, computed)
            if evidence.printed is None and not isinstance(formula, Comparison):
                computed[name] = substituted(formula, computed)
        known[name] = evidence
    return {name: known[name] for name in claims}


def _words(
    claim: Claim, printed: Printed | None, claims: Claims, answer: Answer | None
) -> Evidence:
    if printed is None:
        return Evidence(claim)
    if claim.exact is None and _is_bare(printed):
        whole = answer is not None and answer.value is not None and answer.value.denominator == 1
        exact = claim.names is not None or (whole and answer is not None and answer.is_exact)
        printed = replace(printed, exact=exact)
    tolerance = claims.tolerance if claim.tolerance is None else claim.tolerance
    said = Said.of(printed, Fraction(str(tolerance)))
    return Evidence(claim, printed, said, currency=of_printed(printed))


def _is_bare(printed: Printed) -> bool:
    """Return whether a figure is a whole number without a unit, which may be a count."""
    plain = printed.comparator == "equal" and not printed.percent and printed.currency is None
    return plain and printed.step == 1 and printed.unit is None


def _of_query(evidence: Evidence, answer: Answer) -> Evidence:
    how = " ".join((evidence.claim.query or "").split())
    if answer.value is None:
        return replace(evidence, missing=message("The query gives no value."), computation=how)
    return replace(
        evidence,
        found=answer.interval,
        nominal=answer.value,
        computation=f"{how} = {shown(answer.value, evidence.printed)}",
    )


def _of_names(evidence: Evidence, counted_names: tuple[str, ...]) -> Evidence:
    count = len(counted_names)
    return replace(
        evidence,
        found=Interval.point(count),
        nominal=Fraction(count),
        computation=counted(counted_names),
    )


def _of_formula(
    evidence: Evidence,
    formula: Expression | Comparison,
    known: Mapping[str, Evidence],
    computed: Mapping[str, Expression],
) -> Evidence:
    used = names(formula)
    evidence = replace(evidence, against=used)
    for name in used:
        if name not in known or known[name].interval is None:
            cause = (known[name].cause if name in known else None) or name
            missing = message("“{name}”, which the formula uses, has no value.", name=cause)
            return replace(evidence, missing=missing, cause=cause)
    try:
        currency = currencies(formula, {name: known[name].currency for name in used})
        agreed([currency, evidence.currency])
        found = _computed(evidence, formula, known, computed)
    except (RateError, UndefinedError) as error:
        return replace(evidence, missing=error.said)
    own = evidence.currency
    return replace(found, currency=own if own != NONE else currency)


def _computed(
    evidence: Evidence,
    formula: Expression | Comparison,
    known: Mapping[str, Evidence],
    computed: Mapping[str, Expression],
) -> Evidence:
    values = {name: known[name].figure for name in names(formula)}
    exact = {name: value for name, value in values.items() if value is not None}
    whole = len(exact) == len(values)
    texts = {name: known[name].text for name in values}
    if isinstance(formula, Comparison):
        sides = substituted_sides(formula, computed)
        truths = possible_truths(sides, _box(sides, known))
        return replace(
            evidence,
            truths=truths,
            found=_as_numbers(truths),
            nominal=Fraction(truth(formula, exact)) if whole else None,
            computation=computation(formula, texts, None, None),
        )
    put_in = substituted(formula, computed)
    found = extent(put_in, _box(put_in, known))
    nominal = worth(formula, exact) if whole else None
    return replace(
        evidence,
        found=found,
        nominal=nominal,
        computation=computation(
            formula, texts, evidence.printed, found if nominal is None else nominal
        ),
    )


def _box(formula: Expression | Comparison, known: Mapping[str, Evidence]) -> dict[str, Interval]:
    found = {name: known[name].interval for name in names(formula)}
    return {name: interval for name, interval in found.items() if interval is not None}


def _as_numbers(truths: tuple[bool, ...]) -> Interval:
    low, high = (_TRUE if one else _FALSE for one in (all(truths), any(truths)))
    return Interval(low, high)

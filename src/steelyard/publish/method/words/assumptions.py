"""What the analysis of robustness varied, in words: every kind of assumption with its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import digits, share
from steelyard.publish.method.told import Told
from steelyard.publish.method.words.aggregating import aggregated
from steelyard.publish.method.words.imputing import imputed
from steelyard.publish.method.words.normalising import normalised
from steelyard.publish.method.words.treating import treated, treatment
from steelyard.reports.words import joined
from steelyard.scheme.assumptions import (
    Aggregations,
    Assumption,
    Dirichlet,
    Error,
    Errors,
    Imputations,
    Imputed,
    LeaveOut,
    LeftOut,
    Normalisations,
    Rule,
    Simplex,
    Spread,
    Treatments,
    Weights,
    WeightSet,
    WeightSets,
    shares,
)
from steelyard.scheme.treat import Treat

__all__ = ["varied"]

Title = Callable[[str], Message]


def varied(assumption: Assumption, title: Title) -> Told:
    """Return how an assumption is told: what is drawn, and from what.

    Parameters
    ----------
    assumption
        The assumption.
    title
        Returns what a node, column or figure is called.

    Examples
    --------
    >>> from steelyard.reports.words import titled
    >>> print(varied(Weights(weights=Spread()), titled).words)
    Weights: each up to 25% more or less, then they add up to what they were.
    """
    match assumption:
        case Weights():
            return _weights(assumption, title)
        case Normalisations() | Aggregations() | Imputations() | Treatments():
            return _alternatives(assumption, title)
        case Imputed():
            return Told(_imputed(assumption))
        case LeaveOut():
            return _left_out(assumption.leave_out, title)
        case Errors():
            rows = [(title(name), _error(error, title)) for name, error in assumption.data.items()]
            return Told(message("Errors of figures:"), None, (), tuple(rows))
        case Rule():
            return Told(_rule(assumption, title))
    assert_never(assumption)


def _names(names: Sequence[str], title: Title) -> Message:
    return joined([title(name) for name in names], message(", "))


def _only(of: Sequence[str] | None, title: Title) -> Iterator[Message]:
    if of is not None:
        yield message("Only of: {nodes}.", nodes=_names(of, title))


def _weights(assumption: Weights, title: Title) -> Told:
    spec, steps = assumption.weights, tuple[tuple[Message, Message], ...]()
    match spec:
        case Spread():
            words = message(
                "Weights: each up to {share} more or less, then they add up to what they were.",
                share=share(spec.spread),
            )
        case Dirichlet():
            words = message(
                "Weights: a Dirichlet distribution around those of the scheme, with concentration "
                "{concentration}.",
                concentration=digits(spec.concentration),
            )
        case Simplex():
            words = message("Weights: any that add up, all equally likely.")
        case WeightSets():
            words = message("Weights: one of these sets is drawn.")
            steps = tuple(_sets(spec, title))
    fixed = message("What the scheme marks as fixed keeps its weight.")
    return Told(words, None, (*_only(assumption.of, title), fixed), steps)


def _sets(spec: WeightSets, title: Title) -> Iterator[tuple[Message, Message]]:
    probable = shares(tuple(one.probability for one in spec.sets))
    for number, (one, probability) in enumerate(zip(spec.sets, probable, strict=True), start=1):
        yield _set(one, number, title), message("{share} likely", share=share(probability))


def _set(one: WeightSet, number: int, title: Title) -> Message:
    weights = [
        message("{node} {weight}", node=title(name), weight=digits(weight))
        for name, weight in one.weights.items()
    ]
    named = one.title or message("Set {number}", number=number)
    return message("{set}: {weights}", set=named, weights=joined(weights, message(", ")))


def _alternatives(
    assumption: Normalisations | Aggregations | Imputations | Treatments, title: Title
) -> Told:
    match assumption:
        case Normalisations(normalise=used):
            text = message("Normalisation: one of these is drawn.")
            told = [normalised(one.use).words for one in used]
        case Aggregations(aggregate=used):
            text = message("Aggregation: one of these is drawn.")
            told = [aggregated(one.use).words for one in used]
        case Imputations(impute=used):
            text = message("Imputation: one of these is drawn.")
            told = [imputed(one.use).words for one in used]
        case Treatments(treat=used):
            text = message("Treatment: one of these is drawn.")
            told = [_chain(one.use) for one in used]
    probable = shares(tuple(one.probability for one in used))
    steps = tuple(
        (words, message("{share} likely", share=share(probability)))
        for words, probability in zip(told, probable, strict=True)
    )
    return Told(text, None, tuple(_only(assumption.of, title)), steps)


def _chain(spec: Treat) -> Message:
    parts = [treatment(method).words for method in spec.methods]
    return joined([treated(spec).words, *parts], message(" "))


def _imputed(assumption: Imputed) -> Message:
    if assumption.imputed == "donors":
        return message(
            "Imputed figures: each is drawn from the figures of the units by which it was imputed."
        )
    return message(
        "Imputed figures: each is drawn around the imputed one, with the standard deviation of the "
        "indicator's known figures."
    )


def _left_out(spec: LeftOut, title: Title) -> Told:
    match spec.nodes:
        case "indicators":
            words = message("Indicators are left out.")
        case "criteria":
            words = message("Criteria are left out.")
        case _:
            words = message("These are left out: {nodes}.", nodes=_names(spec.nodes, title))
    how = (
        message("One at a time; none and each of them are equally likely.")
        if spec.probability is None
        else message("Each with a probability of {share}.", share=share(spec.probability))
    )
    return Told(words, None, (how,))


def _error(error: Error, title: Title) -> Message:
    match error:
        case Error(standard_error=str(column)):
            return message("normal, with the standard error in “{column}”", column=title(column))
        case Error(standard_error=float(deviation)):
            return message("normal, with a standard error of {value}", value=digits(deviation))
        case Error(relative=float(relative)):
            return message("normal, with {share} of it as standard error", share=share(relative))
        case Error(between=(low, high)):
            return message("between {low} and {high}", low=title(low), high=title(high))
        case Error(half_width=float(width)):
            return message("up to {value} more or less", value=digits(width))
        case Error(rounding=float(rounding)):
            return message("rounded to multiples of {value}", value=digits(rounding))
    raise AssertionError("an error without words")


def _rule(assumption: Rule, title: Title) -> Message:
    rule = assumption.rule
    low, high = rule.between
    return message(
        "The rule of “{node}”: its setting {setting} lies between {low} and {high}.",
        node=title(rule.node),
        setting=rule.setting,
        low=digits(low),
        high=digits(high),
    )

"""How outliers are reined in: the chain of treatments in words, each with its formula."""

from __future__ import annotations

from typing import assert_never

from steelyard.i18n import Message, message
from steelyard.publish.method.amounts import digits
from steelyard.publish.method.formula import (
    call,
    equal,
    figure,
    minus,
    name,
    negative,
    over,
    plus,
    power,
    root,
)
from steelyard.publish.method.told import Told
from steelyard.scheme.treat import (
    BoxCox,
    CoinToolLog,
    Log,
    NoTreatment,
    SquareRoot,
    Treat,
    Treatment,
    Winsorise,
)

__all__ = ["treated", "treatment"]

_X, _Z, _MIN, _MAX, _A = name("x"), name("z"), name("min"), name("max"), name("a")
_NEW, _ONE = name("x′"), figure(1)


def treated(spec: Treat) -> Told:
    """Return when indicators are treated; what with is told by :func:`treatment`.

    Examples
    --------
    >>> print(treated(Treat(methods=())).words)
    Figures are not treated for outliers.
    """
    if not spec.methods:
        return Told(message("Figures are not treated for outliers."))
    notes = []
    if spec.when == "always":
        words = message("Every indicator is treated.")
    else:
        words = message(
            "An indicator is treated if its skewness lies beyond ±{skewness} and its kurtosis is "
            "greater than {kurtosis}.",
            skewness=digits(spec.skewness),
            kurtosis=digits(spec.kurtosis),
        )
    if len(spec.methods) > 1:
        notes.append(
            message(
                "The methods are tried in this order until the indicator passes; what the last one "
                "gives stays."
            )
        )
        notes.append(
            message("Each works on what the one before it gave.")
            if spec.combine
            else message("Each works on the untreated figures.")
        )
    return Told(words, None, tuple(notes))


def treatment(spec: Treatment) -> Told:
    """Return how one treatment is told; x is the figure before, x′ after it."""
    match spec:
        case NoTreatment():
            return Told(message("Figures stay as they are."))
        case Winsorise():
            return _winsorised(spec)
        case Log():
            return Told(message("The natural logarithm."), equal(_NEW, call("ln", _X)))
        case SquareRoot():
            return Told(message("The square root."), equal(_NEW, root(_X)))
        case CoinToolLog():
            return _coin_tool_log(spec)
        case BoxCox():
            return _box_cox(spec)
    assert_never(spec)


def _winsorised(spec: Winsorise) -> Told:
    words = message(
        "Winsorisation: the most extreme figure is brought to the next one, until the indicator "
        "passes."
    )
    if spec.points == "unlimited":
        return Told(words, None, (message("As many figures as it takes."),))
    most = message("At most {count} figures are brought in.", count=spec.points)
    if spec.force:
        most = message(
            "{count} figures are brought in, though the indicator passes before.", count=spec.points
        )
    return Told(words, None, (most, message("Equal figures are brought in together.")))


def _coin_tool_log(spec: CoinToolLog) -> Told:
    words = message("The COIN Tool's logarithm, which suits any figures.")
    notes: list[Message] = [
        message("a is a hundredth of the distance from the least to the greatest figure.")
        if spec.offset == "range"
        else message("a is 1.")
    ]
    if spec.mirror:
        notes.append(
            message(
                "An indicator whose tail points down is turned over: {formula}.",
                formula=equal(_NEW, negative(call("ln", plus(minus(_MAX, _X), _A)))).text,
            )
        )
    return Told(words, equal(_NEW, call("ln", plus(minus(_X, _MIN), _A))), tuple(notes))


def _box_cox(spec: BoxCox) -> Told:
    exponent = name("λ") if spec.lambda_ == "fit" else figure(spec.lambda_)
    words = message("The power transformation of Box and Cox.")
    formula = equal(_NEW, over(minus(power(_Z, exponent), _ONE), exponent))
    notes = []
    if spec.lambda_ == "fit":
        notes.append(message("λ is the most likely one from −5 to 5; where it is 0, x′ = ln z."))
    elif spec.lambda_ == 0:
        formula = equal(_NEW, call("ln", _Z))
    notes.append(
        message("z = x − min + 1: figures are moved so that the least is 1.")
        if spec.shift
        else message("z = x: figures must be above zero.")
    )
    return Told(words, formula, tuple(notes))

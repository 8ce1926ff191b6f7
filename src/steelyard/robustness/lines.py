"""One way through the steps: the scheme's own, or with alternatives in their places.

A line is all that it takes to run the pipeline: which steps, and which settings
of single columns go before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steelyard.engines import Engine
from steelyard.evaluation.calibrations import Recorder
from steelyard.evaluation.pipeline import Pipeline, State
from steelyard.scheme.assumptions import AnyAlternatives
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.steps import Step

__all__ = ["Line", "step_of", "with_alternative"]


@dataclass(frozen=True)
class Line:
    """A list of steps with their settings.

    Parameters
    ----------
    steps
        The steps in order.
    own
        For each step the settings of single columns that go before it.
    """

    steps: tuple[Step, ...]
    own: tuple[Mapping[str, Any], ...] = ()

    @staticmethod
    def of(scheme: Scheme) -> Line:
        """Return the scheme's own."""
        return Line(scheme.steps, ({},) * len(scheme.steps))

    def run(self, scheme: Scheme, state: State, engine: Engine, first: int = 0) -> State:
        """Go through the steps from number ``first``, learning anew; return the last state."""
        pipeline = Pipeline(scheme, engine, Recorder(), quiet=True)
        for number in range(first, len(self.steps)):
            state = pipeline.advance(state, number + 1, self.steps[number], self.own[number])
        return pipeline.finish(state)


def step_of(steps: Sequence[Step], key: str) -> int | None:
    """Return the place of the last step of a kind, None if there is none."""
    places = [at for at, step in enumerate(steps) if key in type(step).model_fields]
    return places[-1] if places else None


def with_alternative(line: Line, key: str, assumption: AnyAlternatives, spec: Any) -> Line:
    """Return the line with an alternative in the place of the last step of its kind."""
    at = step_of(line.steps, key)
    if at is None:
        return line
    steps, own = list(line.steps), list(line.own)
    if assumption.of is None:
        steps[at] = steps[at].model_copy(update={key: spec})
    else:
        own[at] = {**own[at], **dict.fromkeys(assumption.of, spec)}
    return replace(line, steps=tuple(steps), own=tuple(own))

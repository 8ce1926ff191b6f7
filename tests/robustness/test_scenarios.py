"""How sure the judgement across scenarios is: against closed forms, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from steelyard import Evaluation
from steelyard.robustness.analysis import analyse, analysed
from steelyard.robustness.draws import uniforms
from steelyard.robustness.headings import title_of
from steelyard.robustness.scenarios import _STREAM, ScenarioUncertainty, scenario_uncertainty
from steelyard.robustness.words import summary_in_words
from steelyard.steps.scenarios.mixtures import mixtures
from tests.evaluation.test_scenarios import DECLARED, PAYOFFS, judged, outlook

MANY = 20_000


def sure(
    more: str, replications: int = MANY, *, threads: int | None = None, seed: int = 0
) -> ScenarioUncertainty:
    found = scenario_uncertainty(
        varying(more), replications=replications, threads=threads, seed=seed
    )
    assert found is not None
    return found


def varying(more: str) -> Evaluation:
    return judged(
        declared=DECLARED.replace("probability: probability}", f"probability: probability{more}}}")
    )


def of(found: ScenarioUncertainty, name: str) -> list[float | None]:
    return found.frame[name].to_list()


def test_first_by_expectation_is_a_tail_of_the_beta_distribution() -> None:
    """With two scenarios the probability of the first is Beta(c·p, c·(1 − p))."""
    found = sure(", concentration: 10")
    share = stats.beta(3, 7).sf(0.5)
    assert of(found, "first_expected") == pytest.approx([share, 0, 1 - share, 0], abs=0.01)
    ends = stats.beta(3, 7).ppf([0.05, 0.95])
    assert found.frame.row(0)[1:3] == pytest.approx(10 * ends, abs=0.05)


def test_what_does_not_vary_has_no_probability() -> None:
    found = sure(", concentration: 10", 100)
    for name in ("first_worst", "first_laplace", "first_greatest_regret", "never_best_probability"):
        assert of(found, name) == [None] * 4
    assert of(found, "greatest_regret_p05") == [None] * 4


def test_errors_of_payoffs_against_a_normal_distribution() -> None:
    """The expectation of the middling plan is normal; ahead and hold are alike in their best."""
    found = sure(", error: 0.1")
    ends = stats.norm(4, np.hypot(0.4 * 0.3, 0.4 * 0.7)).ppf([0.05, 0.95])
    row = found.frame.row(1, named=True)
    assert (row["expected_p05"], row["expected_p95"]) == pytest.approx(tuple(ends), abs=0.02)
    assert sum(filter(None, of(found, "first_best"))) == pytest.approx(1.0, abs=1e-12)
    assert of(found, "first_best")[0] == pytest.approx(0.5, abs=0.02)


def test_never_best_is_counted_as_one_by_one() -> None:
    """The same draws, each judged by the linear programme."""
    from scipy.special import ndtri

    gain = np.array([[10.0, 0], [4, 4], [0, 10], [3, 3]])
    errors = ndtri(uniforms(0, _STREAM, 0, 300, gain.size)).reshape(300, *gain.shape)
    counts = np.zeros(4)
    for one in gain * (1 + 0.3 * errors):
        counts[list(mixtures(one, np.arange(4)))] += 1
    assert of(sure(", error: 0.3", 300), "never_best_probability") == (counts / 300).tolist()
    assert (counts[[1, 3]] > 150).all()


def test_neither_given_nothing_is_assessed() -> None:
    assert scenario_uncertainty(judged(), replications=10) is None
    names = [one.name for one in analysed(analyse(judged(), replications=10)).attached]
    assert "scenario-uncertainty" not in names


def test_threads_and_replications_do_not_show() -> None:
    more = ", concentration: 20, error: 0.1"
    one, two = sure(more, 5000, threads=1), sure(more, 5000, threads=2)
    assert one.frame.equals(two.frame)
    assert not one.frame.equals(sure(more, 5000, seed=1).frame)


def test_costs_are_gains_turned_round() -> None:
    declared = DECLARED.replace(
        "probability: probability}", "probability: probability, best: least, error: 0.1}"
    )
    costs: dict[str, list[float | None]] = {
        plan: [-one for one in own if one is not None] for plan, own in PAYOFFS.items()
    }
    turned = scenario_uncertainty(judged(outlook(costs), declared), replications=1000)
    gains = sure(", error: 0.1", 1000)
    assert turned is not None
    assert of(turned, "first_worst") == of(gains, "first_worst")
    assert of(turned, "greatest_regret_p95") == of(gains, "greatest_regret_p95")
    assert of(turned, "expected_p05") == pytest.approx(
        [-one for one in of(gains, "expected_p95") if one]
    )


def test_a_plan_that_is_not_judged_has_no_probability() -> None:
    declared = DECLARED.replace(
        "probability: probability}", "probability: probability, error: 0.1}"
    )
    found = scenario_uncertainty(
        judged(outlook(PAYOFFS | {"hold": [0.0, None]}), declared), replications=200
    )
    assert found is not None
    assert of(found, "first_worst")[2] is None
    assert of(found, "first_best")[0] == 1.0


def test_what_is_said_does_not_contradict_itself() -> None:
    analysis = analyse(varying(", concentration: 30"), replications=20)
    said = [
        str(one)
        for one in summary_in_words(
            analysis.evaluation.scheme, analysis.settings(), analysis.uncertainty.frame
        )
    ]
    assert "How sure the ranks are was not assessed." not in said
    assert said[0].startswith("How sure the order across the scenarios is was assessed")


def test_the_table_of_an_edition_has_titles() -> None:
    made = analysed(analyse(varying(", error: 0.1"), replications=20)).attached
    own = next(one for one in made if one.name == "scenario-uncertainty")
    assert set(own.titles) == set(own.frame.columns)
    assert all(title_of(column) for column in own.frame.columns)

"""What ``steelyard run`` says of scenarios."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Call


def test_the_rules_stand_below_the_ranking(call: Call) -> None:
    called = call("run", "demand-scenarios", "--replications", 200)
    assert (called.status, called.err) == (0, "")
    assert called.out.index("Futures of demand") > called.out.index("Rank")
    for sentence in (
        "Best in its worst case (maximin): “Hold”.",
        "Best in no scenario: “Build in stages” and “Catch up late”.",
        "Catch up late: Best under no probabilities: a mixture of",
        "Likeliest to have the best expected payoff: “Follow demand”",
    ):
        assert sentence in called.out
    assert "How sure the ranks are was not assessed." not in called.out
    assert called.out.count("Best under no probabilities:") == 1


def test_json_has_tables_and_sentences(call: Call) -> None:
    answer = call("run", "demand-scenarios", "--replications", 50, "--json").answer["scenarios"]
    assert set(answer) == {
        *("summary", "scenarios", "strategies", "mixtures", "scenario_uncertainty"),
    }
    assert len(answer["scenarios"]) == 35
    assert any("Best under no probabilities" in one for one in answer["summary"])


def test_without_replications_nothing_is_said_of_how_sure(call: Call) -> None:
    called = call("run", "demand-scenarios", "--replications", 0)
    assert "Likeliest" not in called.out
    assert "Best expected payoff: “Follow demand”." in called.out


@pytest.mark.parametrize(
    ("tag", "boom"), [("en", "Trade split"), ("zh-Hant", "貿易分裂"), ("zh-Hans", "贸易割裂")]
)
def test_scenarios_have_their_names(call: Call, tag: str, boom: str) -> None:
    called = call("run", "demand-scenarios", "--replications", 0, "--lang", tag)
    assert f"“{boom}”" in called.out or f"「{boom}」" in called.out

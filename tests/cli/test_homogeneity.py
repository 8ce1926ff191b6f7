"""``steelyard homogeneity`` at the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.evaluation.crowds import crowd


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crowd().write(tmp_path_factory.mktemp("editions") / "crowd").path


def test_sentences_and_tables(call: Call, edition: Path) -> None:
    called = call("homogeneity", edition)
    assert (called.status, called.err) == (0, "")
    assert "regulation of government investment funds wants less of it" in " ".join(
        called.out.split()
    )
    assert "Its units are most alike: 11, mean overlap 0.50 of 3 units." in called.out
    assert "Most alike: A and B, overlap 0.75." in called.out
    assert "Without: Province" in called.out
    for title in ("How alike the units of each group are", "What several units hold"):
        assert title in called.out


def test_top_cuts_every_table(call: Call, edition: Path) -> None:
    called = call("homogeneity", edition, "--top", 1)
    assert called.out.count("more rows.") == 4
    refused = call("homogeneity", edition, "--top", -1)
    assert (refused.status, refused.out) == (2, "")
    assert "--top: Must be at least 0, is -1" in refused.err


def test_json_has_the_tables_with_codes(call: Call, edition: Path) -> None:
    answer = call("homogeneity", edition, "--json").answer
    assert list(answer["tables"]) == ["homogeneity", "overlap", "alike_pairs", "shared_holdings"]
    assert answer["tables"]["homogeneity"][0]["mean_overlap"] == pytest.approx(0.5)
    assert answer["tables"]["homogeneity"][2]["group"] is None
    assert len(answer["summary"]) == 7


def test_an_edition_that_says_nothing_of_it_is_refused(call: Call, tai: Path) -> None:
    called = call("homogeneity", tai)
    assert (called.status, called.out) == (2, "")
    assert "says nothing of homogeneity" in called.err


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-Hans"])
def test_chinese_headings(call: Call, edition: Path, tag: str) -> None:
    called = call("homogeneity", edition, "--lang", tag)
    assert called.status == 0
    assert "省份" in called.out

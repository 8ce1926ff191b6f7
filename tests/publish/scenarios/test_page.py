"""The page of scenarios: what it holds is what the edition's tables say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from steelyard import Edition
from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.publish import publish
from tests.evaluation.test_scenarios import DECLARED, judged
from tests.library.runs import of_sample
from tests.publish.editions import written


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return written(of_sample("demand-scenarios"), tmp_path_factory.mktemp("ed") / "e")


@pytest.fixture(scope="module")
def site(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "site"
    with speaking("en"):
        publish(edition, out, workers=0)
    return out


@pytest.fixture(scope="module")
def content(site: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site / "en/scenarios.json").read_text(encoding="utf-8"))
    return found


def test_the_matrix_is_the_table(content: dict[str, Any], edition: Edition) -> None:
    table = edition.table("scenarios")
    for row in content["matrix"]:
        own = table.filter(unit=row["key"])
        assert [cell["payoff"] for cell in row["cells"]] == own["payoff"].to_list()
        assert [cell["regret"] for cell in row["cells"]] == own["regret"].to_list()
        assert [cell["best"] for cell in row["cells"]] == own["best"].to_list()
    shades = [(c["regret"], c["shade"]) for row in content["matrix"] for c in row["cells"]]
    assert [shade for _regret, shade in sorted(shades)] == sorted(shade for _r, shade in shades)


def test_every_shade_has_its_figure_as_text(site: Path) -> None:
    text = (site / "en/scenarios.html").read_text(encoding="utf-8")
    cells = re.findall(r'<td class="n shade(\d)">(.*?)</td>', text)
    assert len(cells) == 35
    assert all(("regret" in inner) != ("best" in inner) for _shade, inner in cells)


def test_plans_stand_in_the_order_of_the_list(content: dict[str, Any], edition: Edition) -> None:
    ranked = edition.ranking["plan"].to_list()
    assert [row["key"] for row in content["matrix"]] == ranked
    assert [row["key"] for row in content["sure"]] == ranked


def test_it_says_who_is_never_best_and_how_sure_that_is(content: dict[str, Any]) -> None:
    assert [one["key"] for one in content["never"]] == ["Catch up late"]
    assert "a mixture of" in content["never"][0]["sentence"]
    assert len(content["senses"]) == 3
    assert any("200 replications" in one for one in content["sure_words"])
    assert content["sure"][0]["first_expected"] > 0.3


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_has_the_page_and_its_names(site: Path, tag: str) -> None:
    found = json.loads((site / tag / "scenarios.json").read_text(encoding="utf-8"))
    names = {"en": "Glut", "zh-Hant": "供過於求", "zh-Hans": "供过于求"}
    assert found["scenarios"][-1]["title"] == names[tag]


def test_the_room_of_how_sure_does_not_contradict_it(site: Path) -> None:
    found = json.loads((site / "en/sure.json").read_text(encoding="utf-8"))
    assert found["lede"].startswith("How sure the order across the scenarios is was assessed")
    for page in ("index", "method"):
        text = (site / f"en/{page}.html").read_text(encoding="utf-8")
        assert "How sure the ranks are was not assessed" not in text
        assert "how sure the ranks are was not assessed" not in text


def test_without_concentration_and_error_it_says_not_assessed(tmp_path: Path) -> None:
    plain = written(judged(), tmp_path / "e", replications=20)
    with speaking("en"):
        publish(plain, tmp_path / "site", workers=0)
    found = json.loads((tmp_path / "site/en/scenarios.json").read_text(encoding="utf-8"))
    assert found["sure"] == []
    assert found["sure_words"][0].startswith("How sure this is was not assessed")
    assert found["ranges"]


def test_a_scheme_without_scenarios_has_no_page(tmp_path: Path) -> None:
    without = DECLARED[: DECLARED.rindex("scenarios:")]
    plain = written(judged(declared=without), tmp_path / "e", replications=0)
    with speaking("en"):
        publish(plain, tmp_path / "site", workers=0)
    assert not (tmp_path / "site/en/scenarios.html").exists()

"""What an edition knows of how sure it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from steelyard import Edition, EditionError, UsageError
from steelyard.i18n import set_language
from steelyard.robustness.report import TABLES, Report
from tests.robustness.schemes import evaluated, random_figures, scheme

TREE: dict[str, Any] = {
    "title": "Whole",
    "parts": {
        "left": {"title": {"en": "Left", "zh-Hant": "左"}, "parts": {"a": {}, "b": {}}},
        "c": {},
    },
}
TWO: dict[str, Any] = {
    "weights": {"weights": "uniform"},
    "agg": {"aggregate": ["arithmetic", "median"], "title": {"en": "Mean", "zh-Hant": "均值"}},
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def written(folder: Path, *, inputs: bool = True, samples: int = 0, **settings: Any) -> Edition:
    declared = scheme("abc", **({"tree": TREE, "assumptions": TWO} | settings))
    found = evaluated(declared, random_figures(8, 3))
    return found.analysed(replications=50, samples=samples).write(folder / "ed", inputs=inputs)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition with an analysis, not to be changed."""
    return written(tmp_path_factory.mktemp("editions"))


@pytest.fixture(scope="module")
def undrawn(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition of a list in which nothing is uncertain."""
    none: dict[str, Any] = {"tree": None, "assumptions": None, "steps": [], "rank": {"by": "a"}}
    return written(tmp_path_factory.mktemp("editions"), **none)


def test_it_reads_the_tables_that_are_there(edition: Edition) -> None:
    found = Report.of(edition)
    assert set(found.tables) == set(TABLES) - {
        *("plane_uncertainty", "scenario_uncertainty", "estimates_uncertainty"),
        *("estimates_spread", "sensitivity", "dependence"),
    }
    assert found.tables["uncertainty"].equals(edition.table("uncertainty"))


def test_an_attribution_is_added_and_the_edition_stays(edition: Edition) -> None:
    report = Report.of(edition)
    found = report.attributed(16)
    assert found.tables["sensitivity"]["assumption"].unique().sort().to_list() == ["agg", "weights"]
    assert found.settings["sensitivity"] == 16
    assert report.settings["sensitivity"] == 0
    assert "data/sensitivity.csv" not in Edition.open(edition.path).manifest["files"]


def test_an_attribution_is_the_one_that_run_makes(edition: Edition, tmp_path: Path) -> None:
    expected = written(tmp_path, samples=16).table("sensitivity")
    assert Report.of(edition).attributed(16).tables["sensitivity"].equals(expected)


def test_without_inputs_nothing_can_be_attributed(tmp_path: Path) -> None:
    report = Report.of(written(tmp_path, inputs=False))
    with pytest.raises(EditionError, match="without its inputs"):
        report.attributed(16)


def test_without_inputs_what_was_attributed_is_there(tmp_path: Path) -> None:
    report = Report.of(written(tmp_path, inputs=False, samples=16))
    assert report.tables["sensitivity"].height > 0


def test_for_programs_it_is_json(edition: Edition) -> None:
    answer = json.loads(json.dumps(Report.of(edition).to_json(), allow_nan=False))
    assert answer["settings"]["replications"] == 50
    assert answer["summary"][0].startswith("50 replications (seed 0)")
    assert len(answer["tables"]["uncertainty"]) == 8


def test_titles_are_in_the_current_language(edition: Edition) -> None:
    report = Report.of(edition)
    assert report.nodes()["left"] == "Left"
    assert report.assumptions() == {"weights": "weights ± 25%", "agg": "Mean"}
    set_language("zh-Hant")
    assert report.nodes()["left"] == "左"
    assert report.assumptions()["agg"] == "均值"


def test_a_node_without_a_title_goes_by_its_name(edition: Edition) -> None:
    assert Report.of(edition).nodes()["c"] == "c"


def test_what_was_not_assessed_is_said_with_the_reason(undrawn: Edition) -> None:
    said = [str(sentence) for sentence in Report.of(undrawn).sentences()]
    assert said[0] == "How sure the ranks are was not assessed."
    assert said[1].startswith("The list is ranked by one figure")
    assert len(said) == 2


def test_every_chart_is_drawn_in_every_form(edition: Edition, tmp_path: Path) -> None:
    found = Report.of(edition).attributed(16).draw(tmp_path / "charts", ("svg", "html"))
    names = ("rank-intervals", "acceptability", "rank-shifts", "sensitivity", "correlations")
    assert [path.name for path in found] == [
        f"{name}.{form}" for name in names for form in ("svg", "html")
    ]
    assert all(path.stat().st_size > 0 for path in found)


def test_where_nothing_can_be_drawn_no_folder_is_made(undrawn: Edition, tmp_path: Path) -> None:
    assert Report.of(undrawn).draw(tmp_path / "charts", ("svg",)) == []
    assert list(tmp_path.iterdir()) == []


def test_charts_do_not_replace_a_file(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear")
    with pytest.raises(UsageError, match="is a file"):
        Report.of(edition).draw(tmp_path / "letter", ("svg",))
    assert (tmp_path / "letter").read_text() == "dear"


def test_with_periods_charts_are_of_the_last(tmp_path: Path) -> None:
    declared = scheme("abc", units={"period": "year"})
    found = evaluated(declared, random_figures(6, 3), year=[2020] * 3 + [2021] * 3)
    report = Report.of(found.analysed(replications=20).write(tmp_path / "ed"))
    uncertainty = report._last("uncertainty")
    assert uncertainty is not None
    assert uncertainty["year"].unique().to_list() == [2021]


def test_units_go_by_their_titles_where_they_have_any(tmp_path: Path) -> None:
    columns = {"unit": {"type": "text"}, "name": {"type": "text"}, "a": {}, "b": {}}
    declared = scheme("ab", units={"title": "name"}, inputs={"units": {"columns": columns}})
    found = evaluated(declared, random_figures(2, 2), name=["One", None])
    report = Report.of(found.analysed(replications=5).write(tmp_path / "ed"))
    assert report.units() == {"u0": "One"}


def test_units_without_titles_go_by_their_keys(edition: Edition) -> None:
    assert Report.of(edition).units() == {}


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    found = written(tmp_path)
    pl.DataFrame({"unit": ["u0"]}).write_parquet(found.path / "data" / "uncertainty.parquet")
    with pytest.raises(EditionError, match="changed or damaged"):
        Report.of(Edition.open(found.path))

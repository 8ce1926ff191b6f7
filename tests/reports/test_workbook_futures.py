"""The sheets of scenarios in the workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.reports.workbook.book import sheets_of
from steelyard.reports.workbook.sheet import Table
from tests.evaluation.test_scenarios import judged
from tests.library.runs import of_sample


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    found = of_sample("demand-scenarios").analysed(replications=20)
    return found.write(tmp_path_factory.mktemp("editions") / "demand")


def tables(edition: Edition) -> dict[str, Table]:
    blocks = [block for sheet in sheets_of(edition) for block in sheet.blocks]
    return {block.file: block for block in blocks if isinstance(block, Table)}


def test_each_table_has_its_sheet_with_names(edition: Edition) -> None:
    with speaking("zh-Hant"):
        made = tables(edition)
    assert len(made["data/strategies.csv"].columns[0].values) == 7
    assert "貿易分裂" in made["data/scenarios.csv"].columns[1].values.to_list()
    assert {"data/mixtures.csv", "data/scenario_uncertainty.csv"} <= set(made)


def test_what_was_not_assessed_has_no_sheet(tmp_path: Path) -> None:
    made = tables(judged().write(tmp_path / "plain"))
    assert "data/mixtures.csv" in made
    assert "data/scenario_uncertainty.csv" not in made

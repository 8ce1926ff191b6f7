"""An evaluation in a notebook: a table and a chart in one piece of HTML."""

from __future__ import annotations

import base64
import re

import pytest

from steelyard import Evaluation
from steelyard.i18n import speaking
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluated(scheme_of(6), table_of(20, 6, names=HOSTILE))


def shown(evaluation: Evaluation) -> tuple[str, str]:
    """The HTML, and the picture in it."""
    with speaking("en"):
        page = evaluation._repr_html_()
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    return page, base64.b64decode(found[1]).decode() if found else ""


def test_it_shows_the_first_units_and_their_scores(evaluation: Evaluation) -> None:
    page, picture = shown(evaluation)
    assert "The first 15 of 20" in page
    assert page.count("<tr>") == 16
    assert "The first units and their scores" in picture


def test_after_the_analysis_it_shows_how_sure_ranks_are(evaluation: Evaluation) -> None:
    page, picture = shown(evaluation.analysed(replications=50))
    assert "Rank, 5%" in page
    assert "How sure each rank is" in picture


def test_names_are_text(evaluation: Evaluation) -> None:
    page, picture = shown(evaluation)
    assert "<script" not in page + picture
    assert "<img src=x" not in page + picture


def test_without_scores_there_is_a_table_alone() -> None:
    scheme = scheme_of(6, tree=None, rank={"by": "x0"})
    page, picture = shown(evaluated(scheme, table_of(0, 6)))
    assert "All 0" in page
    assert picture == ""

"""The page of the plane: what it shows, and that JSON has all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import pytest

from steelyard import Edition
from steelyard.i18n import LANGUAGES, set_language, speaking
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.figures.figure import Figure
from steelyard.publish.layout.page import files_of
from steelyard.publish.masthead import masthead_of
from steelyard.publish.method.ranked import beside
from steelyard.publish.method.telling import Telling as Method
from steelyard.publish.numbers import number, percent
from steelyard.publish.plane import pages
from steelyard.publish.site import Site
from steelyard.publish.source import Source
from steelyard.publish.units.known import Known
from steelyard.publish.units.pages import shared_of
from steelyard.publish.units.shared import Telling
from steelyard.publish.units.told.plane import in_plane
from tests.publish.editions import evaluated, scheme_of, table_of, written

PLANE: dict[str, Any] = {
    "title": {"en": "People and money", "zh-Hant": "人與錢", "zh-Hans": "人与钱"},
    "about": {"en": "Ours.", "zh-Hant": "自擬。", "zh-Hans": "自拟。"},
    "x": "people",
    "y": "money",
    "quadrants": {
        "high_high": {"en": "Both", "zh-Hant": "兩高", "zh-Hans": "两高"},
        "high_low": {"en": "People first", "zh-Hant": "人先", "zh-Hans": "人先"},
        "low_high": {"en": "Money first", "zh-Hant": "錢先", "zh-Hans": "钱先"},
        "low_low": {"en": "Neither", "zh-Hant": "兩低", "zh-Hans": "两低"},
    },
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


class Drawn(Drawing):
    """Takes charts instead of drawing them."""

    def __init__(self) -> None:
        super().__init__(Site(Path("nowhere")))
        self.figures: dict[str, Figure] = {}

    def __call__(self, figure: Figure) -> Mapping[str, Any]:
        self.figures[figure.name] = figure
        return {"name": figure.name, "text": figure.text}


class Undrawn(Drawn):
    """Leaves charts out of the page."""

    def __call__(self, figure: Figure) -> Mapping[str, Any]:
        return {}


def edition_of(folder: Path, **settings: Any) -> Edition:
    """Return an edition with a plane; one company lacks an axis."""
    table = table_of(24, missing=0.0)
    people = ["x0", "x3", "x6"]
    gone = table.with_columns(
        table[name].scatter([7], [None]).alias(name) if name in people else table[name]
        for name in table.columns
    )
    steps = [{"normalise": {"method": "min_max", "range": [0, 100]}}]
    replications = settings.pop("replications", 200)
    declared = scheme_of(**({"plane": PLANE, "steps": steps} | settings))
    return written(evaluated(declared, gone), folder, replications=replications)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return edition_of(tmp_path_factory.mktemp("planes") / "ed")


def content_of(edition: Edition) -> tuple[Mapping[str, Any], dict[str, Figure]]:
    draw = Drawn()
    (page,) = pages.pages(Source(edition), draw)
    return page.content, draw.figures


def test_every_unit_has_its_place_and_its_quadrants_add_up(edition: Edition) -> None:
    content, figures = content_of(edition)
    (one,) = content["lists"]
    assert len(one["rows"]) == one["count"] == 24
    inside = [row for row in one["rows"] if row["quadrant"]]
    assert len(inside) == 23
    for row in inside:
        assert sum(row["probabilities"]) == pytest.approx(1.0)
        at = list(content["quadrants"]).index(row["quadrant"])
        assert row["probability"] == row["probabilities"][at]
    assert sum(each["units"] for each in one["counts"]) == 23
    assert sum(each["expected"] for each in one["counts"]) == pytest.approx(23.0)
    assert figures["plane"].data.height == 24
    ranks = [row["rank"] for row in one["rows"] if row["rank"] is not None]
    assert ranks == sorted(ranks)


def test_it_says_that_the_cut_is_relative_and_how_it_was_made(edition: Edition) -> None:
    content, _figures = content_of(edition)
    assert content["about"] == "Ours."
    reading = " ".join(content["reading"])
    assert "not how good it is" in reading
    assert "median" in reading
    assert "200 replications (seed 1)" in content["small_print"][0]


def test_a_fixed_cut_is_not_called_relative(tmp_path: Path) -> None:
    fixed = edition_of(tmp_path / "ed", plane={**PLANE, "cut": [50, 40]}, replications=20)
    content, _figures = content_of(fixed)
    reading = " ".join(content["reading"])
    assert "fixed scores, 50 and 40" in reading
    assert "median" not in reading
    assert content["lists"][0]["cut"] == {"x": 50, "y": 40}


def test_without_replications_it_says_so(tmp_path: Path) -> None:
    content, _figures = content_of(edition_of(tmp_path / "ed", replications=0))
    assert not content["assessed"]
    assert content["small_print"] == ["How sure the places are was not assessed."]
    assert content["lists"][0]["rows"][0]["probability"] is None


def test_each_list_has_a_section_and_a_chart(tmp_path: Path) -> None:
    apart = edition_of(tmp_path / "ed", rank={"within": ["sector"]}, replications=20)
    content, figures = content_of(apart)
    assert [one["title"] for one in content["lists"]] == [
        *("chemistry", "food", "machines", "software"),
    ]
    assert sum(one["count"] for one in content["lists"]) == 24
    assert len(figures) == 4


def test_a_scheme_without_a_plane_has_no_page(tmp_path: Path) -> None:
    source = Source(edition_of(tmp_path / "ed", plane=None, replications=0))
    assert list(pages.links(source)) == []
    assert list(pages.pages(source, Drawn())) == []


@pytest.mark.parametrize(
    ("tag", "name"), [("en", "Both"), ("zh-Hant", "兩高"), ("zh-Hans", "两高")]
)
def test_the_page_and_its_twin_say_the_same(edition: Edition, tag: str, name: str) -> None:
    source = Source(edition)
    with speaking(tag):
        (page,) = pages.pages(source, Undrawn())
        (_html, written), (_json, twin) = files_of(page, masthead_of(source, pages.links(source)))
    shown, content = written.decode(), json.loads(twin)
    assert "style=" not in shown
    assert content["quadrants"]["high_high"] == name
    places = content["lists"][0]["places"]
    for row in content["lists"][0]["rows"]:
        with speaking(tag):
            known = [number(row["x"], places["x"]), *(percent(one) for one in row["probabilities"])]
        assert all(f">{one}</td>" in shown for one in known)
        assert f"{row['address']}.html" in shown
    for sentence in (*content["reading"], *content["small_print"]):
        assert escape(sentence, quote=False).replace("'", "&#39;") in shown


def test_units_say_their_quadrant(edition: Edition, tmp_path: Path) -> None:
    source = Source(edition)
    known = Known(source)
    rows = {row["key"]: row for row in content_of(edition)[0]["lists"][0]["rows"]}
    mastheads = {tag: masthead_of(source, ()) for tag in LANGUAGES}
    shared = shared_of(known, mastheads, tmp_path)
    for unit in known.units:
        said = in_plane(Telling(unit, shared, shared.outlines["en"]))
        assert said is not None
        row = rows[source.keys[unit.at]]
        if row["quadrant"] is None:
            assert said["sentence"].endswith("“People” is not known.")
        else:
            assert said["sentence"].startswith(f"{row['quadrant_title']}: People ")
            assert f"of the quadrant: {percent(row['probability'])}" in said["sentence"]


def test_the_method_says_where_the_plane_is_cut(edition: Edition) -> None:
    (said,) = [str(one) for one in beside(Method(Source(edition))) if "plane" in str(one)]
    assert "the plane of “People” and “Money”" in said
    assert "median" in said

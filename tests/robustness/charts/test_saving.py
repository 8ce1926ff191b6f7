"""Writing charts: every format, the same bytes, and no network."""

from __future__ import annotations

import json
import random
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from steelyard.errors import UsageError
from steelyard.i18n import set_language
from steelyard.robustness.charts import (
    SUFFIXES,
    acceptability,
    correlation_map,
    importance_dots,
    rank_intervals,
    save,
    shift_histogram,
    sobol_bars,
)
from tests.robustness.charts import samples

CHARTS = {
    "intervals": lambda: rank_intervals(samples.uncertainty(), "unit"),
    "acceptability": lambda: acceptability(samples.acceptability(), "unit"),
    "sobol": lambda: sobol_bars(samples.sensitivity()),
    "correlations": lambda: correlation_map(samples.correlations()),
    "shifts": lambda: shift_histogram(samples.shifts()),
    "importance": lambda: importance_dots(samples.importance()),
}
each_chart = pytest.mark.parametrize("name", CHARTS)


def written(chart, path: Path) -> bytes:
    return save(chart, path).read_bytes()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    set_language("en")
    chart = rank_intervals(samples.uncertainty(["</script>", "b & c"]), "unit")
    return written(chart, tmp_path_factory.mktemp("page") / "chart.html").decode()


@each_chart
def test_svg_is_well_formed_xml(name: str, tmp_path: Path) -> None:
    root = ET.fromstring(written(CHARTS[name](), tmp_path / "chart.svg"))
    assert root.tag.endswith("svg")


@each_chart
def test_png_is_a_picture_of_twice_the_size(name: str, tmp_path: Path) -> None:
    picture = written(CHARTS[name](), tmp_path / "chart.png")
    root = ET.fromstring(written(CHARTS[name](), tmp_path / "chart.svg"))
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    twice = (2 * float(root.attrib["width"]), 2 * float(root.attrib["height"]))
    assert (width, height) == pytest.approx(twice, abs=1)


@each_chart
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_chart_is_the_same_bytes(name: str, suffix: str, tmp_path: Path) -> None:
    first = written(CHARTS[name](), tmp_path / f"first{suffix}")
    assert written(CHARTS[name](), tmp_path / f"second{suffix}") == first


@each_chart
def test_json_is_the_chart(name: str, tmp_path: Path) -> None:
    chart = CHARTS[name]()
    assert json.loads(written(chart, tmp_path / "chart.json")) == chart.to_dict()


@each_chart
def test_no_random_number_is_drawn(name: str, tmp_path: Path) -> None:
    before = random.getstate()
    save(CHARTS[name](), tmp_path / "chart.svg")
    assert random.getstate() == before


def test_a_page_loads_nothing(page: str) -> None:
    assert not re.search(r"""(src|href)\s*=\s*["']?\s*(https?:)?//""", page)
    assert not re.search(r"""import\s*(\(|.{0,80}from)\s*["']https?:""", page)
    assert "<link" not in page


def test_a_page_forbids_itself_to_load_anything(page: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none';")
    assert "http" not in policy[1]
    assert "connect-src" not in policy[1]


def test_a_name_cannot_end_the_script_of_a_page(page: str) -> None:
    assert page.count("</script") == 2
    assert "\\u003c/script>" in page


def test_a_page_carries_the_libraries_that_draw_it(page: str) -> None:
    assert len(page) > 500_000
    assert "#chart" in page.rpartition("<script")[2]


def test_a_page_has_a_title_and_a_language(tmp_path: Path) -> None:
    set_language("zh-Hant")
    chart = rank_intervals(samples.uncertainty(), "unit", title="名次 <1>")
    page = written(chart, tmp_path / "chart.html").decode()
    assert '<html lang="zh-Hant">' in page
    assert "<title>名次 &lt;1&gt;</title>" in page


def test_a_picture_says_its_language(tmp_path: Path) -> None:
    set_language("zh-Hans")
    root = ET.fromstring(written(shift_histogram(samples.shifts()), tmp_path / "chart.svg"))
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "zh-Hans"


def test_text_stays_text_in_svg(tmp_path: Path) -> None:
    chart = rank_intervals(samples.uncertainty(samples.COMPANIES), "unit")
    svg = written(chart, tmp_path / "chart.svg").decode()
    assert all(f">{company}</text>" in svg for company in samples.COMPANIES)


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert written(shift_histogram(samples.shifts()), tmp_path / "CHART.SVG")[:4] == b"<svg"


@pytest.mark.parametrize("name", ["chart.pdf", "chart", ".svg"])
def test_another_suffix_is_refused_with_those_that_are_known(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.svg, \.png, \.html, \.json"):
        save(shift_histogram(samples.shifts()), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_the_known_suffixes() -> None:
    assert SUFFIXES == (".svg", ".png", ".html", ".json")

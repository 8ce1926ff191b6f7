"""Charts beside the pages: which files, and what is in them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from steelyard.i18n import speaking
from steelyard.publish.figures import drawing
from steelyard.publish.figures.dark import DARK
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.figures.figure import Figure
from steelyard.publish.layout.page import environment
from steelyard.publish.site import Site
from steelyard.robustness.charts import acceptability, rank_intervals
from steelyard.robustness.charts.saving import png
from tests.publish.editions import HOSTILE
from tests.robustness.charts import samples

SHORT = tuple(name for name in HOSTILE if len(name) < 40)


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with speaking("en"):
        yield


@pytest.fixture(autouse=True)
def _without_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vega takes seconds to bundle; the browser tests have it."""
    monkeypatch.setattr(drawing, "figure_assets", lambda: {"assets/vega.js": lambda: b"vega"})


def figure(names: tuple[str, ...] = ("a", "b", "c"), narrow: bool = True) -> Figure:
    frame = samples.uncertainty(names)
    return Figure(
        name="rank-intervals",
        chart=rank_intervals(frame, "unit"),
        title="How sure",
        text='Ranks of "three" <units>.',
        data=frame,
        narrow=rank_intervals(frame, "unit", narrow=True) if narrow else None,
    )


def texts(picture: bytes) -> list[str]:
    return [
        "".join(one.itertext()) for one in ET.fromstring(picture).iter() if one.tag[-4:] == "text"
    ]


def given(script: bytes) -> dict[str, Any]:
    """What a chart's script hands over."""
    found = re.fullmatch(
        r'\(window\.steelyardFigures \|\|= \{\}\)\["rank-intervals"\] = JSON\.parse\((".*")\);\n',
        script.decode(),
    )
    assert found is not None
    return json.loads(json.loads(found[1]))


def test_every_file_that_is_named_is_written(tmp_path: Path) -> None:
    with speaking("zh-Hans"):
        drawn = Drawing(Site(tmp_path))(figure())
    narrow = drawn["narrow"]
    files = [drawn[name] for name in ("svg", "dark", "png", "data", "spec", "script")]
    files += [narrow["svg"], narrow["dark"]]
    assert sorted(files) == sorted(
        path.relative_to(tmp_path).as_posix() for path in (tmp_path / "zh-Hans").rglob("*.*")
    )
    assert drawn["embed"] == "zh-Hans/embed/rank-intervals.html"


def test_a_picture_has_the_size_and_the_text_that_are_told(tmp_path: Path) -> None:
    drawn = Drawing(Site(tmp_path))(figure())
    for one in (drawn, drawn["narrow"]):
        for form in ("svg", "dark"):
            picture = ET.parse(tmp_path / one[form]).getroot()
            assert float(picture.attrib["width"]) == one["width"]
            assert float(picture.attrib["height"]) == one["height"]
            assert picture.attrib["aria-label"] == 'Ranks of "three" <units>.'
            assert picture.attrib["role"] == "img"


def test_names_are_text_in_every_picture(tmp_path: Path) -> None:
    drawn = Drawing(Site(tmp_path))(figure(SHORT))
    shown = texts((tmp_path / drawn["svg"]).read_bytes())
    for name in SHORT:
        assert " ".join(name.split()) in {" ".join(text.split()) for text in shown}
    for form in (drawn["svg"], drawn["dark"], drawn["narrow"]["svg"], drawn["narrow"]["dark"]):
        tags = {one.tag.rpartition("}")[2] for one in ET.parse(tmp_path / form).iter()}
        assert tags <= {"svg", "rect", "g", "path", "text", "line", "tspan", "defs", "clipPath"}


def test_the_dark_picture_differs_in_its_colours_alone(tmp_path: Path) -> None:
    drawn = Drawing(Site(tmp_path))(figure())
    light, dark = ((tmp_path / drawn[form]).read_text() for form in ("svg", "dark"))
    assert light != dark
    for colour, other in DARK.items():
        light = light.replace(f'"{colour}"', f'"{other}"')
    assert light == dark


def test_the_dark_picture_of_a_ramp_is_drawn_again(tmp_path: Path) -> None:
    frame = samples.acceptability()
    chart = Figure("a", acceptability(frame, "unit"), "A", "A", frame)
    drawn = Drawing(Site(tmp_path))(chart)
    light, dark = (
        set(re.findall(r'fill="(rgb[^"]+)"', (tmp_path / drawn[form]).read_text()))
        for form in ("svg", "dark")
    )
    assert light
    assert light.isdisjoint(dark)


def test_the_png_is_the_same_chart_as_ever(tmp_path: Path) -> None:
    one = figure()
    drawn = Drawing(Site(tmp_path))(one)
    assert (tmp_path / drawn["png"]).read_bytes() == png(one.chart.to_dict())


def test_the_script_has_the_chart_and_the_places_of_its_colours(tmp_path: Path) -> None:
    drawn = Drawing(Site(tmp_path))(figure((*SHORT, "\u2028", "</script>")))
    found = given((tmp_path / drawn["script"]).read_bytes())
    spec = json.loads((tmp_path / drawn["spec"]).read_text(encoding="utf-8"))
    assert found["spec"] | {"usermeta": spec["usermeta"]} == spec
    for path, colour in found["dark"]:
        place = found["spec"]
        for step in path:
            place = place[step]
        assert DARK[place] == colour


def test_the_data_are_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    drawn = Drawing(Site(tmp_path))(figure(("=1+1", "b")))
    lines = (tmp_path / drawn["data"]).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("unit,rank")
    assert lines[1].startswith("'=1+1,1")


def test_vega_is_written_once_and_only_with_a_chart(tmp_path: Path) -> None:
    site = Site(tmp_path)
    draw = Drawing(site)
    assert "assets/vega.js" not in site.files
    draw(figure())
    draw(figure())
    assert site.changed.count("assets/vega.js") == 1


def test_a_chart_on_a_page_holds_its_place_and_names_its_files(tmp_path: Path) -> None:
    drawn = Drawing(Site(tmp_path))(figure(narrow=False))
    template = environment().from_string(
        '{% from "figures/figure.html.jinja" import figure %}{{ figure(drawn, "../", said) }}'
    )
    said = {name: name for name in ("files", "data", "spec", "embed")}
    said = {f"figure_{name}": name for name in said}
    html = template.render(drawn=drawn, said=said)
    assert 'alt="Ranks of &#34;three&#34; &lt;units&gt;."' in html
    assert re.search(r'<img [^>]*width="\d+" height="\d+"[^>]*loading="lazy"', html)
    for name in ("svg", "dark", "png", "data", "spec", "script", "embed"):
        assert f'"../{drawn[name]}"' in html
    # What cannot be narrow scrolls, and what scrolls is reached by keyboard.
    assert 'class="drawing wide" tabindex="0" role="region" aria-label="How sure"' in html

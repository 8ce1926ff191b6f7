"""The report as PDF: read back in three languages, tagged, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import Edition
from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.paper.fonts import families
from steelyard.publish.paper.report import report
from steelyard.publish.paper.typesetting import Typesetter
from steelyard.publish.source import Source
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of, written
from tests.publish.paper.reading import catalogue, info, structure, text, words


def printed(edition: Edition, tag: str) -> bytes:
    source = Source(edition)
    with speaking(tag):
        typesetter = Typesetter("report.typ", tag, families(tag, source.titles.values()))
        return typesetter.pdf(typesetter.manuscript(*report(source)))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Units whose names a typesetter might take for something else."""
    folder = tmp_path_factory.mktemp("editions") / "hostile"
    return written(evaluated(scheme_of(), table_of(len(HOSTILE), names=HOSTILE)), folder)


@pytest.fixture(scope="module", params=LANGUAGES)
def tag(request: pytest.FixtureRequest) -> str:
    """Each language."""
    return str(request.param)


@pytest.fixture(scope="module")
def paper(edition: Edition, tag: str) -> bytes:
    """The report of thirty companies."""
    return printed(edition, tag)


def test_it_says_its_title_and_language(paper: bytes, tag: str) -> None:
    title = {"en": "Made-up index 2026", "zh-Hant": "虛構指數 2026", "zh-Hans": "虚构指数 2026"}[
        tag
    ]
    assert info(paper).title == title
    assert catalogue(paper)["/Lang"] == {"en": "en", "zh-Hant": "zh-TW", "zh-Hans": "zh-CN"}[tag]
    assert title.replace(" ", "") in words(paper)


def test_it_is_tagged(paper: bytes) -> None:
    assert catalogue(paper)["/MarkInfo"]["/Marked"]
    kinds = structure(paper)
    assert {"/H1", "/Table", "/TH", "/TD", "/L", "/TOC", "/Figure"} <= set(kinds)


def test_every_unit_stands_in_the_ranking(paper: bytes, edition: Edition) -> None:
    found = words(paper)
    names = [name.replace(" ", "") for name in edition.ranking["name"]]
    assert [name for name in names if name not in found] == []
    assert [found.index(f"{rank}{name}") for rank, name in enumerate(names[:3], start=1)]


def test_criteria_and_groups_are_called_by_their_names(paper: bytes, tag: str) -> None:
    wanted = {
        "en": ("People", "Money", "Country", "Sector"),
        "zh-Hant": ("人才", "資金", "國家", "行業"),
        "zh-Hans": ("人才", "资金", "国家", "行业"),
    }[tag]
    assert all(word in words(paper) for word in wanted)


def test_the_same_edition_gives_the_same_bytes(paper: bytes, edition: Edition, tag: str) -> None:
    assert printed(edition, tag) == paper


def test_hostile_names_come_out_as_text(hostile: Edition) -> None:
    found = words(printed(hostile, "en"))

    for name in HOSTILE:
        if name.isascii() and len(name) < 90:
            assert "".join(name.split()) in found
    assert "[U+202E]evil[U+202C]" in found
    assert "x" * 89 + "…" in found
    assert "桿秤股份有限公司" in found
    assert "🦀&co" in found or "[U+1F980]&co" in found


@pytest.mark.parametrize("units", [0, 1])
def test_an_edition_of_nobody_and_of_one_has_a_report(units: int, tmp_path: Path) -> None:
    table = table_of(max(units, 1)).head(units)
    edition = written(evaluated(scheme_of(), table), tmp_path / "edition", replications=0)
    assert "Made-up index" in text(printed(edition, "en"))


def test_a_long_list_is_cut_and_says_so(tmp_path: Path) -> None:
    evaluation = evaluated(scheme_of(), table_of(320))
    found = text(printed(written(evaluation, tmp_path / "edition", replications=0), "en"))
    assert "The first 300 of 320; the rest are on the site." in found


def test_periods_show_the_last_one(tmp_path: Path) -> None:
    table = table_of(6, years=(2024, 2025))
    evaluation = evaluated(scheme_of(periods=True), table)
    found = text(printed(written(evaluation, tmp_path / "edition", replications=0), "en"))
    assert "2025" in found
    assert "6 are ranked" in found

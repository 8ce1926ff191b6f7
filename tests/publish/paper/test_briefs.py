"""Briefs of units as PDF: what they say, how long they are, and that names stay names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from steelyard import Dataset, Edition, Scheme, evaluate
from steelyard.i18n import LANGUAGES, speaking
from steelyard.library import sample
from steelyard.publish.masthead import masthead_of
from steelyard.publish.paper.briefs import with_papers, write_batch_with_briefs
from steelyard.publish.paper.typesetting import Typesetter, pages_of
from steelyard.publish.site import Site
from steelyard.publish.source import Source
from steelyard.publish.units.known import Known
from steelyard.publish.units.pages import shared_of
from tests.publish.editions import HOSTILE, evaluated, scheme_of, table_of, written
from tests.publish.paper.reading import catalogue, info, structure, words


def briefs(edition: Edition, out: Path, tag: str, first: int = 3) -> dict[str, bytes]:
    """The briefs of the first units by key, written into a site."""
    source = Source(edition)
    mastheads = {}
    for each in LANGUAGES:
        with speaking(each):
            mastheads[each] = masthead_of(source, ())
    shared = with_papers(source, shared_of(Known(source), mastheads, out))
    units = Known(source).units[:first]
    with speaking(tag):
        write_batch_with_briefs(shared, (tag, units))
    place = out / tag / "units"
    keys = source.keys[:first]
    return {key: (place / f"{source.addresses[key]}.pdf").read_bytes() for key in keys}


@pytest.fixture(scope="module", params=LANGUAGES)
def tag(request: pytest.FixtureRequest) -> str:
    """Each language."""
    return str(request.param)


@pytest.fixture(scope="module")
def first(edition: Edition, tag: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The brief of the first of thirty companies."""
    out = tmp_path_factory.mktemp("briefs")
    return next(iter(briefs(edition, out, tag, 1).values()))


def test_a_brief_says_where_the_unit_stands(first: bytes, edition: Edition) -> None:
    row = edition.ranking.row(0, named=True)
    found = words(first)

    assert row["name"].replace(" ", "") in found
    assert f"{row['score']:.2f}" in found
    assert info(first).title == row["name"]


def test_a_brief_has_the_whole_tree_in_the_readers_language(first: bytes, tag: str) -> None:
    titles = {
        "en": ("People", "Money", "Base of results"),
        "zh-Hant": ("人才", "資金", "成果基礎"),
        "zh-Hans": ("人才", "资金", "成果基础"),
    }[tag]
    figures = [
        f"{'Figure' if tag == 'en' else '指標' if tag == 'zh-Hant' else '指标'}{at}"
        for at in range(9)
    ]
    found = words(first)

    assert [title for title in titles if title.replace(" ", "") not in found] == []
    assert [title for title in figures if title not in found] == []


def test_a_brief_is_tagged_in_its_language_and_short(first: bytes, tag: str) -> None:
    assert catalogue(first)["/MarkInfo"]["/Marked"]
    assert catalogue(first)["/Lang"] == {"en": "en", "zh-Hant": "zh-TW", "zh-Hans": "zh-CN"}[tag]
    kinds = structure(first)
    assert kinds.count("/H1") == 1
    assert {"/H2", "/Table", "/TH", "/TD"} <= set(kinds)
    assert pages_of(first) <= 2


def test_hostile_names_come_out_as_text(tmp_path: Path) -> None:
    table = table_of(len(HOSTILE), names=HOSTILE)
    edition = written(evaluated(scheme_of(), table), tmp_path / "edition")
    made = briefs(edition, tmp_path / "site", "en", len(HOSTILE))
    names = dict(zip(table["unit"], table["name"], strict=True))

    assert set(made) == set(names)
    for key, pdf in made.items():
        name = names[key]
        found = words(pdf)
        assert pages_of(pdf) <= 2
        if "evil" in name:
            assert "[U+202E]evil[U+202C]" in found
        elif "🦀" in name:
            assert "🦀&co" in found or "[U+1F980]&co" in found
        else:
            assert "".join(name.split()) in found


@pytest.mark.parametrize("indicators", [60, 150])
def test_what_does_not_fit_on_two_pages_is_left_to_the_site(
    indicators: int, tmp_path: Path
) -> None:
    long = {
        f"x{at}": {
            "title": {"en": f"Indicator {at} of a list that never ends " + "and goes on " * 20}
        }
        for at in range(indicators)
    }
    scheme = scheme_of(
        indicators, tree={"parts": {"all": {"parts": long}, "one": {"indicator": "x0"}}}
    )
    edition = written(
        evaluated(scheme, table_of(4, indicators)), tmp_path / "edition", replications=0
    )
    made = briefs(edition, tmp_path / "site", "en", 1)

    for pdf in made.values():
        assert pages_of(pdf) <= 2
        assert "allofitisonthepageofthesite" in words(pdf)


def test_a_unit_of_points_says_what_more_would_take(tmp_path: Path) -> None:
    scheme = Scheme.load("fund-direction")
    evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("fund-direction")))
    edition = written(evaluation, tmp_path / "edition", replications=0)
    found = next(iter(briefs(edition, tmp_path / "site", "en", 1).values()))

    assert pages_of(found) <= 2
    assert "Whatmorepointswouldtake" in words(found)


def test_without_analysis_it_says_that_nobody_knows(tmp_path: Path) -> None:
    edition = written(evaluated(scheme_of(), table_of(3)), tmp_path / "edition", replications=0)
    for pdf in briefs(edition, tmp_path / "site", "en", 3).values():
        assert "Howsuretheranksarewasnotassessed." in words(pdf)


def test_a_paper_made_of_the_same_is_not_set_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = written(evaluated(scheme_of(), table_of(3)), tmp_path / "edition", replications=0)
    out = tmp_path / "site"
    made = briefs(edition, out, "en")
    site = Site(out)
    for path in sorted(out.rglob("*.pdf")):
        site.write(path.relative_to(out).as_posix(), path.read_bytes())
    site.finish()
    damaged = next(out.rglob("*.pdf"))
    damaged.write_bytes(damaged.read_bytes() + b" ")
    typeset: list[Any] = []
    real = Typesetter.pdf

    def counted(typesetter: Typesetter, *given: Any) -> bytes:
        typeset.append(given)
        return real(typesetter, *given)

    monkeypatch.setattr(Typesetter, "pdf", counted)

    assert briefs(edition, out, "en") == made
    assert len(typeset) == 1  # only the one that was damaged

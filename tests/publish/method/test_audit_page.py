"""The audit of claims in the frame of the site: the same as by itself, and its JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import Edition
from steelyard.claims.page.write import body, render
from steelyard.claims.report.report import AuditReport
from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.method import pages as room
from steelyard.publish.source import Source
from tests.claims.by_hand import audit_of, brands
from tests.publish.method.room import edition_of, pages_of
from tests.publish.test_every_page import Parsed


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return edition_of(tmp_path_factory.mktemp("rich") / "edition")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_page_shows_what_the_audit_by_itself_shows(rich: Edition, tag: str) -> None:
    with speaking(tag):
        shown = str(body(brands()))
    assert shown in pages_of(rich, tag, brands())["method/audit"].html
    alone = render(brands(), tag)
    main, foot = shown.split("<h2>", maxsplit=1)[0], shown.rsplit("</section>\n", maxsplit=1)[-1]
    assert main in alone
    assert foot in alone


def test_its_twin_is_the_report_for_programs(rich: Edition) -> None:
    content = pages_of(rich, audit=brands())["method/audit"].content
    with speaking("en"):
        report = AuditReport.of(brands()).to_json()
    assert {name: content[name] for name in report if name != "title"} | {
        "title": content["audited"]
    } == report


def test_ids_stand_once_and_nothing_is_inline(rich: Edition) -> None:
    parsed = Parsed(pages_of(rich, audit=brands())["method/audit"].html)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert parsed.inline == []
    assert {link[1:] for link in parsed.links if link.startswith("#")} <= set(parsed.ids)


def test_the_method_page_counts_the_verdicts(rich: Edition) -> None:
    told = pages_of(rich, audit=brands())["method"].content["audit"]
    with speaking("en"):
        counts = AuditReport.of(brands()).counts
    assert {one["verdict"]: one["count"] for one in told["counts"]} == {
        name: count for name, count in counts.items() if count
    }
    assert told["contradicted"] is True


def test_its_style_is_there_only_with_an_audit(rich: Edition) -> None:
    assert dict(room.assets(Source(rich))) == {}
    ((name, style),) = room.assets(Source(rich, None, brands()))
    assert name == "assets/audit.css"
    assert b".audit .card" in style
    assert "assets/audit.css" in pages_of(rich, audit=brands())["method/audit"].html
    assert "assets/audit.css" not in pages_of(rich)["method"].html


def test_an_empty_audit_is_a_page(rich: Edition, tmp_path: Path) -> None:
    assert "Claims: 0." in pages_of(rich, audit=audit_of())["method/audit"].html

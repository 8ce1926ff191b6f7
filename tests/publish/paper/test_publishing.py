"""``publish(..., pdf=True)``: papers in the site, links to them, what it needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from steelyard.errors import UsageError
from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.paper import fonts
from steelyard.publish.publish import publish
from tests.publish.editions import evaluated, scheme_of, table_of, written


def test_papers_are_in_the_site_and_pages_lead_to_them(tmp_path: Path) -> None:
    edition = written(evaluated(scheme_of(), table_of(3)), tmp_path / "edition", replications=0)
    out = tmp_path / "site"
    with speaking("en"):
        publish(edition, out, pdf=True, workers=0)

    for tag in LANGUAGES:
        assert (out / tag / "report.pdf").is_file()
        for unit in ("u0", "u1", "u2"):
            page = out / tag / "units" / f"{unit}.html"
            (link,) = re.findall(r'href="([^"]+\.pdf)"', page.read_text(encoding="utf-8"))
            assert (page.parent / link).resolve() == page.with_suffix(".pdf")


def test_without_typst_nothing_is_written_and_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = written(evaluated(scheme_of(), table_of(3)), tmp_path / "edition", replications=0)
    monkeypatch.setattr(fonts, "find_spec", lambda _name: None)
    with speaking("en"), pytest.raises(UsageError, match=re.escape("steelyard[pdf]")):
        publish(edition, tmp_path / "site", pdf=True)
    assert not (tmp_path / "site").exists()


def test_without_a_chinese_font_nothing_is_written_and_fonts_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = written(evaluated(scheme_of(), table_of(3)), tmp_path / "edition", replications=0)
    monkeypatch.setattr(fonts, "_known", lambda: frozenset({fonts.LATIN}))
    with speaking("en"), pytest.raises(UsageError, match="Noto Sans CJK TC"):
        publish(edition, tmp_path / "site", pdf=True)
    assert not (tmp_path / "site").exists()

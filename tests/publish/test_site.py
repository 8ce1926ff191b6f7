"""The files of a site: what is written, what stays, what goes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard import Edition
from steelyard.errors import EditionError, UsageError
from steelyard.i18n import speaking
from steelyard.publish.addresses import addresses
from steelyard.publish.masthead import masthead_of
from steelyard.publish.publish import publish
from steelyard.publish.site import MANIFEST, Site, refuse_other
from steelyard.publish.source import Source
from tests.publish.editions import HOSTILE, scheme_of


def written(folder: Path, **files: str) -> tuple[Site, list[str]]:
    site = Site(folder)
    for name, content in files.items():
        site.write(f"{name}.txt", content)
    return site, site.finish()


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    written(tmp_path, a="1", b="1")
    before = (tmp_path / "a.txt").stat().st_mtime_ns
    site, gone = written(tmp_path, a="1", b="2")
    assert site.changed == ["b.txt"]
    assert gone == []
    assert (tmp_path / "a.txt").stat().st_mtime_ns == before


def test_a_file_changed_by_hand_is_mended(tmp_path: Path) -> None:
    written(tmp_path, a="1")
    (tmp_path / "a.txt").write_text("2")
    site, _gone = written(tmp_path, a="1")
    assert site.changed == ["a.txt"]


def test_what_nothing_makes_any_more_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("old/page.html", "old")
    site.write("kept/page.html", "old")
    site.finish()
    (tmp_path / "kept" / "mine.txt").write_text("mine")
    again = Site(tmp_path)
    again.write("new.html", "new")
    assert again.finish() == ["kept/page.html", "old/page.html"]
    assert not (tmp_path / "old").exists()
    assert (tmp_path / "kept" / "mine.txt").exists()


def test_a_list_that_names_files_outside_removes_none_of_them(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    folder = tmp_path / "site"
    folder.mkdir()
    named = {"steelyard": "0", "files": {"../outside.txt": "0" * 64, str(outside): "0" * 64}}
    (folder / MANIFEST).write_text(json.dumps(named))
    Site(folder).finish()
    assert outside.exists()


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(UsageError, match="something else"):
        refuse_other(tmp_path)
    with pytest.raises(UsageError, match="is a file"):
        refuse_other(tmp_path / "thesis.tex")
    refuse_other(tmp_path / "new")


@given(st.sets(st.text(), max_size=12))
def test_no_two_keys_share_an_address(keys: set[str]) -> None:
    found = addresses(sorted([*keys, *HOSTILE]))
    assert len({address.lower() for address in found.values()}) == len(found)
    for address in found.values():
        assert address.replace("-", "").isalnum()
        assert address.isascii()
        assert len(address) < 80


def test_of_a_damaged_edition_nothing_is_published(edition: Edition, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(edition.path, damaged)
    (damaged / "data" / "correlations.csv").write_text("", encoding="utf-8")
    for arguments in ({"edition": damaged}, {"edition": edition, "previous": damaged}):
        with pytest.raises(EditionError, match="correlations"):
            publish(**arguments, out=tmp_path / "site", workers=0)
    assert not (tmp_path / "site").exists()


def test_fewer_than_no_workers_are_refused(edition: Edition, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="-2"):
        publish(edition, tmp_path / "site", workers=-2)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("version", "title"), [("1", "Made-up index"), ("2025-12-31", "Made-up index 2025-12-31")]
)
def test_only_a_year_stands_behind_a_title(version: str, title: str, edition: Edition) -> None:
    source = Source(Edition(edition.path, scheme_of(version=version)))
    with speaking("en"):
        assert masthead_of(source, ()).title == title

"""The documentation builds without a warning, and reading it fetches nothing from any network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import PROJECT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    process = subprocess.run(
        [*build, "-d", folder / "doctrees", PROJECT / "docs", folder / "html"],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT / "src")},
        check=False,
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    return folder / "html"


def test_every_page_is_built(site: Path) -> None:
    docs = PROJECT / "docs"
    pages = {
        path.relative_to(docs).with_suffix(".html")
        for path in docs.rglob("*.md")
        if "_build" not in path.parts and path.name != "bench.md"
    }
    assert pages <= {path.relative_to(site) for path in site.rglob("*.html")}


def test_nothing_is_fetched_to_read_it(site: Path) -> None:
    loads = re.compile(r"<(?:script|img|iframe|source)[^>]*\bsrc=\"(?:https?:)?//|@import url\(.?h")
    styles = re.compile(r"<link[^>]*rel=\"(?:stylesheet|preload)\"[^>]*href=\"(?:https?:)?//")
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    text = {file: file.read_text(encoding="utf-8") for file in files}
    assert not [file for file, page in text.items() if loads.search(page) or styles.search(page)]


def test_no_mark_is_left_on_a_page(site: Path) -> None:
    left = re.compile(r"made: [a-z]|not run: |\{eval-rst\}")
    comment = re.compile(r"<!--.*?-->", re.DOTALL)
    pages = {
        file: comment.sub("", file.read_text(encoding="utf-8")) for file in site.rglob("*.html")
    }
    assert not [file for file, page in pages.items() if left.search(page)]

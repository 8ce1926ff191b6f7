"""Every example in the documentation runs, and prints what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import blocks, pages, prose
from tests.docs.pages import Page, printed


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("path", pages(), ids=str)
def test_a_page_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failed = [f"{path}:{block.start}: {why}" for block, why in Page(path, tmp_path).run()]
    assert not failed, "\n\n".join(failed)


def test_a_block_that_is_not_run_says_why() -> None:
    text = "<!-- not run: it takes the network -->\n\n```console\n$ pip install it\n```\n"
    (block,) = blocks(text)
    assert block.marks == {"not run": "it takes the network"}


def test_a_mark_belongs_to_the_next_block_only() -> None:
    text = "<!-- file: a.csv -->\n```csv\na\n```\n\n```csv\nb\n```\n"
    assert [block.marks for block in blocks(text)] == [{"file": "a.csv"}, {}]


def test_a_wrong_example_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tests.docs.pages.PROJECT", tmp_path)
    (tmp_path / "page.md").write_text("```console\n$ steelyard --version\n0.0.0\n```\n")
    assert len(list(Page(Path("page.md"), tmp_path).run())) == 1


def test_what_a_person_types_is_seen_where_it_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    claims = "{title: T, claims: {a: {printed: 2 brands, formula: 1 + 1, status: proposed}}}"
    (tmp_path / "claims.yaml").write_text(claims)
    _, shown = printed("steelyard audit claims.yaml --review", tmp_path, ["x", "c"])
    asked = [line for line in shown if "?" in line]
    assert asked == ["1/1  c, r, s or q? x", "1/1  c, r, s or q? c"]
    assert "status: confirmed" in (tmp_path / "claims.yaml").read_text()


@pytest.mark.parametrize("path", pages(), ids=str)
def test_links_to_files_lead_somewhere(path: Path) -> None:
    import re

    from tests.docs.blocks import PROJECT

    text = prose((PROJECT / path).read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    folder = PROJECT / path.parent
    gone = [target for target in targets if not (folder / target).exists()]
    assert not gone

"""Reading an article: its encoding, its line ends, its sentences, its language."""

from __future__ import annotations

import codecs
import io
import os
import sys
from pathlib import Path

import pytest

from steelyard.claims.text import article as module
from steelyard.claims.text.article import Article
from steelyard.errors import DataError

TRADITIONAL = "美國上榜一百八十個品牌，占三成六。\r\n中國有七十八個。\r\n"
SIMPLIFIED = "美国上榜一百八十个品牌，占三成六。\n中国有七十八个。\n"


def write(folder: Path, data: bytes) -> Path:
    path = folder / "article.txt"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "utf-8-sig"),
        (TRADITIONAL, "utf-16"),
        (TRADITIONAL, "utf-32"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (SIMPLIFIED, "gb18030"),
        ("Müller & Söhne has 78 brands.\n", "cp1252"),
    ],
)
def test_text_is_read_in_its_encoding_with_its_line_ends(
    tmp_path: Path, text: str, codec: str
) -> None:
    assert Article.read(write(tmp_path, text.encode(codec))).text == text


def test_text_of_the_other_byte_order_is_read(tmp_path: Path) -> None:
    data = codecs.BOM_UTF16_BE + TRADITIONAL.encode("utf-16-be")
    assert Article.read(write(tmp_path, data)).text == TRADITIONAL


def test_file_is_named_as_the_caller_named_it(tmp_path: Path) -> None:
    path = write(tmp_path, b"78 brands")
    assert Article.read(str(path)).file == str(path)


def test_dash_reads_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("78 個".encode())))
    article = Article.read("-")
    assert (article.text, article.file) == ("78 個", "<stdin>")


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", codecs.BOM_UTF8, "\u3000".encode()])
def test_text_without_a_word_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DataError, match="no text in this file"):
        Article.read(write(tmp_path, data))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"PK\x03\x04....", "Word, Excel or ZIP"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\xd0\xcf\x11\xe0", "Word or Excel 97"),
        (b"{\\rtf1", "RTF"),
    ],
)
def test_binary_file_is_refused_by_its_kind(tmp_path: Path, data: bytes, kind: str) -> None:
    with pytest.raises(DataError, match=f"{kind}.*file, not text.*plain text"):
        Article.read(write(tmp_path, data))


def test_nul_bytes_are_refused_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="NUL byte") as caught:
        Article.read(write(tmp_path, b"one\ntwo \0 three"))
    assert caught.value.problems[0].line == 2


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no file of this name"):
        Article.read(tmp_path / "absent.txt")


def test_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="folder"):
        Article.read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_file_name_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        Article.read(tmp_path / ("x" * 300))


def test_text_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST", 2**20)
    path = write(tmp_path, b"7" * (2**20 + 1))
    with pytest.raises(DataError, match="larger than 1 MB"):
        Article.read(path)


def test_damaged_text_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        Article.read(
            write(tmp_path, ("品牌" * 50 + "\n").encode() + b"\xff\n" + "品牌".encode() * 50)
        )
    assert caught.value.problems[0].line == 2


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (TRADITIONAL, "zh-Hant"),
        (SIMPLIFIED, "zh-Hans"),
        ("The US has 180 brands; China (中國) has 78 of the 500 brands.", "en"),
        ("上榜", "zh-Hant"),
        ("78", "en"),
        ("华为（Huawei Technologies）以229亿欧元居第六位。", "zh-Hans"),
    ],
)
def test_language_is_guessed(text: str, language: str) -> None:
    assert Article(text, None).language == language


def test_sentences_are_spans_of_the_text() -> None:
    article = Article(TRADITIONAL, None)
    assert [article.text[start:end] for start, end in article.sentences] == [
        "美國上榜一百八十個品牌，占三成六。",
        "中國有七十八個。",
    ]

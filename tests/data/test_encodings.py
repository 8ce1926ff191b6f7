"""Text files in the encodings that are met."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.data.encodings import decode
from steelyard.errors import DataError

TRADITIONAL = "名稱,城市,產值\n華為,深圳,8\n字節跳動,北京,9\n"
SIMPLIFIED = "名称,城市,产值\n华为,深圳,8\n字节跳动,北京,9\n"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (TRADITIONAL, "big5", "Big5"),
        (TRADITIONAL, "gb18030", "GB18030"),
        (SIMPLIFIED, "gb18030", "GB18030"),
        ("國家,值\nMüller,1\n", "gb18030", "GB18030"),
        ("ORT,X\nMÜNCHEN,1\n", "cp1252", "Windows-1252"),
        ("Land,Wert\nMüller,1\nCôte d’Ivoire,2\n", "cp1252", "Windows-1252"),
    ],
)
def test_encoding_is_recognised_and_told(text: str, codec: str, name: str) -> None:
    decoded = decode(text.encode(codec), "t.csv", "t")
    assert decoded.data.decode() == text
    assert decoded.encoding == name
    assert [f.code for f in decoded.findings] == ["encoding-detected"]


@pytest.mark.parametrize("text", [TRADITIONAL, "a,b\n1,2\n"])
def test_utf8_needs_no_remark(text: str) -> None:
    decoded = decode(text.encode(), "t.csv", "t")
    assert (decoded.data.decode(), decoded.encoding, decoded.findings) == (text, "UTF-8", ())


def test_byte_order_mark_of_utf8_is_left_out() -> None:
    assert decode(codecs.BOM_UTF8 + b"a,b\n", "t.csv", "t").data == b"a,b\n"


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_byte_order_mark_tells_the_encoding(codec: str) -> None:
    decoded = decode(TRADITIONAL.encode(codec), "t.csv", "t")
    assert decoded.data.decode() == TRADITIONAL
    assert decoded.findings[0].code == "encoding-detected"


@pytest.mark.parametrize(
    ("named", "codec"),
    [("big5", "cp950"), ("GB2312", "gb18030"), ("gbk", "gb18030"), ("utf-16-le", "utf-16-le")],
)
def test_named_encoding_is_used_and_told(named: str, codec: str) -> None:
    decoded = decode(TRADITIONAL.encode(codec), "t.csv", "t", named)
    assert decoded.data.decode() == TRADITIONAL
    assert decoded.findings[0].code == "encoding-named"


def test_named_utf8_may_have_a_byte_order_mark() -> None:
    assert decode(codecs.BOM_UTF8 + b"a\n", "t.csv", "t", "utf-8").data == b"a\n"


def test_ends_of_lines_are_made_alike() -> None:
    assert decode(b"a\r\nb\rc\n", "t.csv", "t").data == b"a\nb\nc\n"


@pytest.mark.parametrize(
    ("data", "encoding", "line"),
    [
        ("國家\n".encode() + b"\xe5\x9c\n", None, 2),  # UTF-8 cut in a character
        (TRADITIONAL.encode() + b"\xff\n", None, 4),  # UTF-8 with a byte that cannot be
        ("名\n".encode("big5") + b"\xff\xff\n", "big5", 2),
        (b"a\n\x81\x8d\x81\x8d\n", None, 2),  # in none of them
    ],
)
def test_undecodable_line_is_named(data: bytes, encoding: str | None, line: int) -> None:
    with pytest.raises(DataError) as caught:
        decode(data, "t.csv", "t", encoding)
    assert (caught.value.problems[0].file, caught.value.problems[0].line) == ("t.csv", line)


def test_nul_byte_is_refused_with_its_line() -> None:
    with pytest.raises(DataError, match=r"t\.csv:2: There is a NUL byte"):
        decode(b"a,b\n1,\x002\n", "t.csv", "t")


def test_unknown_encoding_is_refused() -> None:
    with pytest.raises(DataError, match="no encoding called “klingon”"):
        decode(b"a", "t.csv", "t", "klingon")


@pytest.mark.parametrize("name", ["base64", "rot13"])
def test_codec_that_is_no_encoding_of_text_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="no encoding called"):
        decode(b"a", "t.csv", "t", name)


@given(st.text(st.sampled_from("的一國中產業與企品牌資值名稱城市深圳北京上海基金評"), min_size=8))
def test_common_traditional_text_is_never_read_as_the_other(text: str) -> None:
    table = f"名稱,{text}\n".encode
    for codec, name in (("big5", "Big5"), ("gb18030", "GB18030")):
        assert decode(table(codec), "t.csv", "t").encoding == name

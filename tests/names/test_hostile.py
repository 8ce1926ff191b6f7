"""Names that are meant to harm: they must be harmless, and take time in proportion."""

from __future__ import annotations

import time

import pytest

from steelyard.names.match import match
from steelyard.names.normal import normal
from steelyard.names.parts import Reader

LONG = 10_000
HOSTILE = {
    "letters": "a" * LONG,
    "han": "华" * LONG,
    "forms": "集團" * (LONG // 2),
    "latin forms": "Co. " * (LONG // 4),
    "brands": "華為" * (LONG // 2),
    "words": "of " * (LONG // 3),
    "many words": " ".join(f"w{at}" for at in range(LONG // 5)),
    "brackets": "(" * LONG,
    "closing brackets": "a(" * (LONG // 2) + ")" * LONG,
    "points": "a." * (LONG // 2),
    "spaces": "a" + " " * LONG + "b",
    "digits": "1" * LONG,
    "emoji": "🚀👩‍👩‍👧‍👦" * 500,
    "right to left": "\u202eشركة النفط" * 500,
    "marks": "e" + "\u0301" * LONG,
    "zero width": "\u200b" * LONG,
    "control": "".join(map(chr, range(32))) * 50,
    "surrogate-like": "\U0001f1e8\U0001f1f3" * 500,
    "only a form": "有限公司",
    "sign": "—",
    "formula": "=HYPERLINK(1)",
    "nul": "\x00",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_is_itself_and_nothing_else(name: str) -> None:
    found = match([name, "華為"], [name, "Huawei", "Acme"])
    same = found.pairs.filter(verdict="same")
    assert ("華為", "Huawei") in same.select("a", "b").rows() or "华为" in normal(name)
    if normal(name):
        assert same.height == 2


def seconds(name: str, length: int) -> float:
    """The least time of three to read and match a name repeated to a length."""
    text = (name * length)[:length]
    times = []
    for _run in range(3):
        start = time.process_time()
        match([text, f"{text} x"], [f"x {text}", f"{text} y"])
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", "a ", "a b ", "华", "華為", "集團", "Co. ", "(", "(a", ")", "&", "of ", "1a"],
)
def test_the_time_grows_with_the_length_and_not_its_square(piece: str) -> None:
    match(["Acme"], ["Acme"])
    # 8 times the length; its square would be 64 times the time.
    assert seconds(piece, 40_000) < 45 * max(seconds(piece, 5_000), 0.01)


def test_thousands_of_equal_and_nearly_equal_names_are_matched() -> None:
    one = ["公司"] * 2000 + [f"公司{at}" for at in range(500)]
    found = match(one, one)
    assert found.pairs.filter(verdict="same").height == 2500


def test_names_that_share_all_their_frequent_parts_take_no_more_than_others() -> None:
    def counted(count: int) -> float:
        names = [f"上海{chr(0x4E00 + at % 5000)}{chr(0x5200 + at // 7)}银行" for at in range(count)]
        start = time.process_time()
        match(names, [f"{name}科技" for name in names])
        return time.process_time() - start

    counted(200)
    assert counted(4000) < 12 * max(counted(1000), 0.1)


def test_reading_keeps_the_number_of_names() -> None:
    names = [*HOSTILE.values(), "", "\n\r\n", "\x1d\x85"]
    assert len(Reader.usual().read(names)) == len(names)

"""Numbers written in the ways of the press are read back: value, last place, position."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.text.printed_text import printed
from steelyard.claims.text.quantities import quantities

WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
MAGNITUDES = {
    "": 0,
    "萬": 4,
    "万": 4,
    "億": 8,
    "亿": 8,
    "萬億": 12,
    "兆": 12,
    "百萬": 6,
    "千億": 11,
}
LATIN = {"": 0, " million": 6, "bn": 9, " billion": 9, " trillion": 12, "tn": 12}
wholes = st.integers(0, 10**7)
decimals = st.integers(0, 4)
words_before = st.sampled_from(["", "總值", "Sales of ", "（", "增長", "is "])
words_after = st.sampled_from(["", "。", "，比上年高", ". ", "）", ", or so"])


def written(mantissa: int, places: int, *, separators: bool, wide: bool) -> str:
    number = Decimal(mantissa).scaleb(-places)
    text = f"{number:,f}" if separators else f"{number:f}"
    return text.translate(WIDE) if wide else text


@given(wholes, decimals, st.booleans(), st.booleans(), st.sampled_from(sorted(MAGNITUDES)))
def test_amount_in_euros_is_read_back(
    mantissa: int, places: int, separators: bool, wide: bool, magnitude: str
) -> None:
    text = written(mantissa, places, separators=separators, wide=wide) + magnitude + "歐元"
    figure = printed(text)
    step = Fraction(10 ** MAGNITUDES[magnitude], 10**places)
    assert (figure.value, figure.step, figure.currency) == (mantissa * step, step, "EUR")


@given(wholes, decimals, st.booleans(), st.sampled_from(sorted(LATIN)))
def test_amount_in_dollars_is_read_back(
    mantissa: int, places: int, separators: bool, magnitude: str
) -> None:
    figure = printed("$" + written(mantissa, places, separators=separators, wide=False) + magnitude)
    step = Fraction(10 ** LATIN[magnitude], 10**places)
    assert (figure.value, figure.step, figure.currency) == (mantissa * step, step, "USD")


@given(wholes, decimals, st.booleans(), words_before, words_after)
def test_share_in_a_sentence_is_found_where_it_stands(
    mantissa: int, places: int, wide: bool, before: str, after: str
) -> None:
    share = written(mantissa, places, separators=False, wide=wide) + "%"
    (quantity,) = quantities(before + share + after)
    assert (before + share + after)[quantity.start : quantity.end] == share
    assert quantity.start == len(before)
    assert quantity.printed.value == Fraction(mantissa, 10 ** (places + 2))


@given(
    st.text(alphabet="0123456789.,億萬一二三十百千約逾第年月%％個 －-–至到$元a ofthe", max_size=40)
)
def test_any_text_gives_figures_in_order_with_their_words(text: str) -> None:
    at = 0
    for quantity in quantities(text):
        assert at <= quantity.start < quantity.end
        assert text[quantity.start : quantity.end] == quantity.printed.text
        assert quantity.start <= quantity.number.start < quantity.number.end <= quantity.end
        assert quantity.printed.step > 0
        assert (quantity.printed.upper is None) == (quantity.printed.comparator != "between")
        at = quantity.end


@given(st.text(max_size=60))
def test_no_text_stops_the_reader(text: str) -> None:
    assert isinstance(quantities(text), tuple)


@given(st.text(alphabet="0123456789.,億萬一二三十百約逾第年%個至 $美元", max_size=24))
def test_figure_alone_reads_as_in_its_sentence(text: str) -> None:
    for quantity in quantities(text):
        alone = printed(quantity.printed.text)
        assert alone.value == quantity.printed.value
        assert alone.comparator == quantity.printed.comparator

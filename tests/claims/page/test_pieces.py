"""A text cut into pieces, each under the same claims from end to end."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from steelyard.claims.found import Span
from steelyard.claims.page.pieces import Paragraph, paragraphs
from steelyard.claims.page.places import Mark, marks
from steelyard.claims.report.report import AuditReport, Entry
from tests.claims.by_hand import audit_of, checked, share

TEXT = "甲 15.6%，乙 16.1%。\n\n丙 3.0%。"


def entries(*verdicts: str) -> tuple[Entry, ...]:
    rows = [checked(f"x{at}", share("1%"), verdict=one) for at, one in enumerate(verdicts)]
    found = AuditReport.of(audit_of(*rows)).entries
    return tuple(sorted(found, key=lambda entry: entry.number))


def cut(text: str, *spans: tuple[int, int], verdicts: tuple[str, ...] = ()) -> list[Paragraph]:
    known = entries(*(verdicts or ["holds"] * len(spans)))
    placed = [Mark(Span(*span), entry) for span, entry in zip(spans, known, strict=True)]
    return list(paragraphs(text, sorted(placed, key=lambda mark: mark.span)))


def told(paragraph: Paragraph) -> list[tuple[str, int | None, list[int]]]:
    return [
        (
            piece.text,
            None if piece.entry is None else piece.entry.number,
            [entry.number for entry in piece.ends],
        )
        for piece in paragraph
    ]


def test_a_text_without_claims_is_its_lines() -> None:
    assert [told(one) for one in cut(TEXT)] == [
        [("甲 15.6%，乙 16.1%。", None, [])],
        [("丙 3.0%。", None, [])],
    ]


def test_a_claim_is_a_piece() -> None:
    assert told(cut("ab 15.6% cd", (3, 8))[0]) == [
        ("ab ", None, []),
        ("15.6%", 1, [1]),
        (" cd", None, []),
    ]


def test_a_claim_within_another_is_shown_where_it_matters_more() -> None:
    assert told(cut("abcdef", (0, 6), (2, 4), verdicts=("holds", "contradicted"))[0]) == [
        ("ab", 1, []),
        ("cd", 2, [2]),
        ("ef", 1, [1]),
    ]


def test_of_two_alike_the_shorter_is_shown() -> None:
    assert told(cut("abcdef", (0, 6), (2, 4))[0])[1] == ("cd", 2, [2])


def test_claims_that_overlap_all_have_their_note() -> None:
    assert told(cut("abcdef", (0, 4), (2, 6), verdicts=("contradicted", "holds"))[0]) == [
        ("ab", 1, []),
        ("cd", 1, [1]),
        ("ef", 2, [2]),
    ]


def test_claims_of_the_same_words_have_their_notes_together() -> None:
    found = cut("abcd", (1, 3), (1, 3), verdicts=("holds", "contradicted"))
    assert told(found[0])[1] == ("bc", 2, [2, 1])


def test_a_claim_over_two_lines_has_its_note_at_its_end() -> None:
    found = cut("ab\ncd", (1, 4))
    assert [told(one) for one in found] == [
        [("a", None, []), ("b", 1, [])],
        [("c", 1, [1]), ("d", None, [])],
    ]


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)


@given(st.text(st.sampled_from("ab1 \n"), max_size=40), spans)
def test_nothing_of_the_text_is_lost_and_every_claim_has_one_note(
    text: str, pairs: list[tuple[int, int]]
) -> None:
    kept = [(min(pair), min(max(pair), len(text))) for pair in pairs]
    # A claim of white space only is none.
    kept = [(start, end) for start, end in kept if text[start:end].strip()]
    found = cut(text, *kept)
    shown = "\n".join("".join(piece.text for piece in one) for one in found)
    assert [line for line in shown.split("\n") if line.strip()] == [
        line for line in text.split("\n") if line.strip()
    ]
    noted = [entry.number for one in found for piece in one for entry in piece.ends]
    if all(text[end - 1 : end] != "\n" for _start, end in kept):
        assert sorted(noted) == list(range(1, len(kept) + 1))


def marked(text: str, words: str, printed: str | None) -> str:
    start = text.index(words)
    row = checked("x", share("1%"), span=Span(start, start + len(words)))
    row = replace(row, claim=row.claim.model_copy(update={"printed": printed}))
    (mark,) = marks(text, AuditReport.of(audit_of(row)).entries)
    return text[mark.span.start : mark.span.end]


def test_the_figure_is_marked_and_not_all_words() -> None:
    assert marked("worth 22,764 億 USD or 15.9% of it", "or 15.9% of it", "15.9%") == "15.9%"


def test_the_figure_is_found_in_another_width_and_spacing() -> None:
    assert marked("共　１５．９ ％，", "共　１５．９ ％", "15.9%") == "１５．９ ％"


def test_the_figure_is_found_by_its_digits() -> None:
    assert marked("more than 14tn dollars", "more than 14tn dollars", "over 14 trillion") == "14"


def test_a_digit_of_a_longer_number_is_not_the_figure() -> None:
    assert marked("of 78 brands 7 are here", "of 78 brands 7 are here", "7") == "7"
    assert marked("北京38個、上海8個", "北京38個、上海8個", "8個") == "8個"
    assert marked("17.5, 7.5 and 5", "17.5, 7.5 and 5", "5") == "5"


def test_words_without_the_figure_are_marked_as_a_whole() -> None:
    assert marked("second in the country", "second in the country", "2nd") == (
        "second in the country"
    )


def test_a_comparison_is_marked_as_a_whole() -> None:
    assert marked("more than Shanghai's 8", "more than Shanghai's 8", None) == (
        "more than Shanghai's 8"
    )


def test_a_span_beyond_the_text_is_left_out() -> None:
    row = checked("x", share("1%"), span=Span(50, 60))
    assert marks("short", AuditReport.of(audit_of(row)).entries) == ()

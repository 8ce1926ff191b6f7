"""Proposals as claims: names, words, notes, files; and what hostile text does to them."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steelyard.claims.audit import audit
from steelyard.claims.extraction import extract
from steelyard.claims.file.load import dump, parse
from steelyard.claims.proposals.propose import Proposal, propose
from steelyard.claims.text.article import Article
from steelyard.errors import DataError
from steelyard.i18n import LANGUAGES
from tests.claims.proposals.corpus import ARTICLES, audited


def proposed(text: str) -> Proposal:
    return propose(extract(Article(text, "article.txt")))


@pytest.fixture(scope="module", params=["en-fund", "hant-brands", "hans-list"])
def proposal(request: pytest.FixtureRequest) -> Proposal:
    return proposed(ARTICLES[request.param])


def test_every_claim_is_marked_as_proposed(proposal: Proposal) -> None:
    assert {claim.status for claim in proposal.claims.claims.values()} == {"proposed"}


def test_the_words_of_a_claim_stand_in_the_text_with_its_figure(proposal: Proposal) -> None:
    text = proposal.texts["article"]
    for claim in proposal.claims.claims.values():
        assert claim.words is not None
        assert claim.words in text
        assert claim.printed is None or claim.printed in claim.words


def test_words_are_found_where_the_figure_stands() -> None:
    text = "It has 60 shops. Sales rose. Later it opened some; it has 60 shops. Then 60 shops shut."
    words = [claim.words for claim in proposed(text).claims.claims.values()]
    assert len(set(words)) == len(words) == 3


def test_what_is_tied_has_a_certainty_and_a_note_in_three_languages(proposal: Proposal) -> None:
    tied = [
        claim
        for claim in proposal.claims.claims.values()
        if claim.formula or claim.query or claim.names or claim.quantity
    ]
    assert tied
    for claim in tied:
        assert claim.certainty is not None
        assert 0 < claim.certainty < 1
        assert claim.note is not None
        assert len({claim.note.render(tag) for tag in LANGUAGES}) == len(LANGUAGES)


def test_what_is_not_tied_says_nothing_of_certainty(proposal: Proposal) -> None:
    for claim in proposal.claims.claims.values():
        if not (claim.formula or claim.query or claim.names or claim.quantity):
            assert claim.certainty is None
            assert claim.note is None


def test_proposals_survive_a_file(proposal: Proposal) -> None:
    again = parse(dump(proposal.claims))
    assert again == proposal.claims


def test_a_figure_may_be_tied_twice() -> None:
    text = (
        "Of the 60 brands, 30 (50%) are old. Oslo has 20, Bergen 7 and Molde 3, together 30 (50%)."
    )
    names = proposed(text).claims.claims
    assert all(name.startswith("f") for name in names)


def test_contradictions_come_first_and_what_nobody_tied_last() -> None:
    text = ARTICLES["en-fund"].replace("552 million dollars (30%)", "552 million dollars (33%)")
    order = [one.verdict for one in audited(text).checked]
    firm = [verdict for verdict in order if verdict != "unchecked"]
    assert firm[0] == "contradicted"
    assert "contradicted" not in firm[firm.count("contradicted") :]
    assert "unchecked" not in order[: len(firm)]


def test_the_more_certain_come_before_the_less_certain() -> None:
    held = [
        one.claim.certainty or 0
        for one in audited(ARTICLES["hans-fund"]).checked
        if one.verdict in {"holds", "truncated", "possible"}
    ]
    assert held == sorted(held, reverse=True)


def test_the_same_article_gives_the_same_claims() -> None:
    text = ARTICLES["hant-brands"]
    assert dump(proposed(text).claims) == dump(proposed(text).claims)


@pytest.mark.parametrize("text", ["", " \n ", "No figure stands here.", "沒有數字。"])
def test_a_text_without_figures_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(DataError, match="no figure"):
        proposed(text)


PIECES = [
    *"0123456789.,%％，。；;：:()（）、\n \"'“”-–+<>=*/",
    *"佔占共比較多約逾倍億万個家",
    *("其中", "平均", "每天", "合計", "合计", "增加", "減少", "三成", "一半", "第二", "排名"),
    *("品牌", "企業", "上半年", "2024年", "成立於", "週年", "分別是", "北京", "一是", "二是"),
    *("of the ", "or ", "from ", "to ", "up ", "a day", "each", "together", "times", "second"),
    *("half", "% of ", "million ", "billion ", "euros ", "companies ", "and ", "namely ", "Oslo "),
    *("1、甲(乙),深圳\n", "2、丙(丁),北京\n", "3、戊(己),北京\n", "1. Beta (x), Oslo\n"),
]  # fmt: skip


def proposed_or_refused(text: str) -> Proposal | DataError:
    try:
        return proposed(text)
    except DataError as error:
        return error


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
def test_any_text_is_audited_or_has_no_figure(text: str) -> None:
    found = proposed_or_refused(text)
    if isinstance(found, DataError):
        assert "no figure" in str(found)
        return
    outcome = audit(found.claims, tables=found.tables, texts=found.texts)
    assert len(outcome.checked) == len(found.claims.claims)


@pytest.mark.parametrize(
    "piece",
    [
        "".join(ARTICLES.values()),
        "甲12個、",
        "12 of the 30, or 40%, ",
        "比3個多4個，",
        "of which 1, of which ",
        "三個：甲、",
    ],
    ids=["articles", "run", "shares", "changes", "whole", "names"],
)
def test_time_grows_with_the_length_of_the_text(piece: str) -> None:
    def seconds(length: int) -> float:
        extraction = extract(Article((piece * (length // len(piece) + 1))[:length], None))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            propose(extraction)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(32_000) < 10 * seconds(8_000) + 0.1

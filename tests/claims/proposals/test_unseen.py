"""The proposals on articles that nobody tuned them on: what was reached must not be lost.

The truth of the articles is checked too: its arithmetic is done again with exact numbers.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from bench.proposals import LANGUAGES, Tally, tallies
from tests.claims.proposals.unseen.truth import (
    Planted,
    Relation,
    agrees,
    articles,
    planted,
    relations,
)

WIDE = Fraction(2, 25)
"""How far "about" may reach and a wrong relation still be wrong."""


@pytest.fixture(scope="module")
def counted() -> dict[str, Tally]:
    return tallies()


def _breaks(relation: Relation, error: Planted) -> bool:
    same = relation.article == error.article and not relation.right
    return same and any(
        figure.start < word.end and word.start < figure.end
        for figure in relation.figures
        for word in error.words
    )


def test_there_are_twenty_articles_of_each_language() -> None:
    assert Counter(name.partition("-")[0] for name in articles()) == dict.fromkeys(LANGUAGES, 20)


def test_half_of_the_articles_of_each_language_have_errors() -> None:
    faulty = {error.article for error in planted()}
    assert Counter(name.partition("-")[0] for name in faulty) == dict.fromkeys(LANGUAGES, 10)


def test_the_truth_speaks_of_known_articles_only() -> None:
    assert {relation.article for relation in relations()} == set(articles())


def test_the_arithmetic_of_the_truth_is_done_right() -> None:
    assert [one for one in relations() if agrees(one) != one.right] == []


def test_what_is_wrong_is_wrong_for_a_generous_reader_too() -> None:
    assert [one for one in relations() if not one.right and agrees(one, WIDE)] == []


def test_every_wrong_relation_comes_from_a_planted_error() -> None:
    wrong = [one for one in relations() if not one.right]
    assert [one for one in wrong if not any(_breaks(one, error) for error in planted())] == []


def test_every_planted_error_breaks_a_relation() -> None:
    assert [e for e in planted() if not any(_breaks(one, e) for one in relations())] == []


def test_contradictions_are_as_precise_as_they_were(counted: dict[str, Tally]) -> None:
    assert counted["all"].rightly >= 0.92 * counted["all"].contradicted


def test_planted_errors_are_hit_as_often_as_they_were(counted: dict[str, Tally]) -> None:
    assert counted["all"].hit >= 0.35 * counted["all"].planted


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_articles_without_an_error_are_accused(
    counted: dict[str, Tally], language: str
) -> None:
    assert counted[language].accused <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_proposals_are_relations_of_the_article(
    counted: dict[str, Tally], language: str
) -> None:
    assert counted[language].tied >= 0.93 * counted[language].checked


def test_relations_are_found_as_often_as_they_were(counted: dict[str, Tally]) -> None:
    assert counted["all"].found >= 0.43 * counted["all"].relations

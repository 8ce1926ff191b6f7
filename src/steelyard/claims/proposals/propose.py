"""Claims out of an article without any set-up: the arithmetic that ties its figures to each other.

What was extracted is looked at by one module per relation; what they find is chosen from with
precision before recall, and written as claims that are marked as proposed. Whether they hold is
left to ``steelyard.claims.audit``, whether they were meant so to a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from steelyard.claims.extraction import Extraction, extract
from steelyard.claims.file.grammar import Claims
from steelyard.claims.outcome import Audit, Checked
from steelyard.claims.proposals.ages import ages
from steelyard.claims.proposals.changes import changes
from steelyard.claims.proposals.choosing import chosen
from steelyard.claims.proposals.listed import listed, listings
from steelyard.claims.proposals.means import means
from steelyard.claims.proposals.members import members, members_twice
from steelyard.claims.proposals.multiples import multiples
from steelyard.claims.proposals.naming import naming
from steelyard.claims.proposals.orders import orders
from steelyard.claims.proposals.passage import Passage
from steelyard.claims.proposals.periods import periods
from steelyard.claims.proposals.repeated import repeated
from steelyard.claims.proposals.shares import shares
from steelyard.claims.proposals.sums import sums
from steelyard.claims.proposals.writing import written
from steelyard.claims.text.article import Article

__all__ = ["Proposal", "audit_article", "propose"]

_RELATIONS = (
    shares,
    means,
    sums,
    changes,
    periods,
    multiples,
    orders,
    naming,
    listed,
    ages,
    members,
)
# What is wrong is looked at first, then what holds; what nobody could check comes last.
_VERDICTS = {"contradicted": 0, "truncated": 1, "possible": 1, "holds": 1, "unchecked": 2}


@dataclass(frozen=True)
class Proposal:
    """Claims that a machine proposes for an article.

    Parameters
    ----------
    claims
        The claims, each with the status ``proposed``.
    tables
        The lists of the article that claims are held against, by name.
    texts
        The text of the article, by the name of its source.
    """

    claims: Claims
    tables: dict[str, pl.DataFrame]
    texts: dict[str, str]


def propose(extraction: Extraction) -> Proposal:
    """Propose the arithmetic that ties the figures of an article to each other and to its lists.

    Parameters
    ----------
    extraction
        What was taken out of the article.

    Returns
    -------
    Proposal
        Every figure as a claim; on those that should come of others, the formula, the query or the
        names, with how certain it is that it is meant so and a note that says what was proposed.

    Raises
    ------
    DataError
        If the article has no figure outside of its lists.

    Examples
    --------
    >>> from steelyard.claims.text.article import Article
    >>> article = Article("On the list, 78 of the 500 brands, or 15.7%, are Chinese.", None)
    >>> propose(extract(article)).claims.claims["f3"].formula
    'f1 / f2'
    """
    passage = Passage.of(extraction)
    ties = [tie for relation in _RELATIONS for tie in relation(passage)]
    kept = [*chosen(ties), *repeated(passage, ties), *members_twice(passage)]
    tables = {one.name: one.found.frame() for one in listings(passage)}
    claims, text = written(extraction.article, passage, kept, tuple(tables))
    return Proposal(claims, tables, text)


def audit_article(article: Article) -> Audit:
    """Audit an article without any set-up.

    Parameters
    ----------
    article
        The article.

    Returns
    -------
    Audit
        The verdicts of the proposed claims: contradictions first, then what was checked and holds,
        the most certain first in each, then the figures that nobody tied to anything.

    Raises
    ------
    DataError
        If the article has no figure outside of its lists.
    """
    from steelyard.claims.audit import audit

    proposal = propose(extract(article))
    outcome = audit(proposal.claims, tables=proposal.tables, texts=proposal.texts)
    return replace(outcome, checked=tuple(sorted(outcome.checked, key=_order)))


def _order(checked: Checked) -> tuple[int, float]:
    return (_VERDICTS[checked.verdict], -(checked.claim.certainty or 0.0))

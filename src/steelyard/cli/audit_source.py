"""What ``audit`` is given: a claims file, the name of one that Steelyard carries, or an article."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from steelyard.claims.audit import audit
from steelyard.claims.outcome import Audit
from steelyard.claims.report.drafts import keep_draft
from steelyard.claims.report.review import Decision, decided, rewritten
from steelyard.claims.text.article import Article
from steelyard.errors import Problem, UsageError
from steelyard.i18n import message

__all__ = ["Subject", "opened"]

_INPUT = "-"
_CLAIMS = frozenset({".yaml", ".yml"})


@dataclass(frozen=True)
class Subject:
    """What is audited, and where decisions on it are written.

    Parameters
    ----------
    audit
        The audit.
    file
        The claims file it was read from; None for an article.
    draft
        Where the claims that were proposed for an article are written; None for nowhere.
    tables, texts
        The lists and the text of an article, by the names that its claims have for them.
    """

    audit: Audit
    file: Path | None = None
    draft: Path | None = None
    tables: Mapping[str, pl.DataFrame] | None = None
    texts: Mapping[str, str] | None = None

    def decide(self, decisions: Mapping[str, Decision]) -> Subject:
        """Return it audited again with what a person decided, which goes into its claims file."""
        if not decisions:
            return self
        if self.file is None:
            claims = decided(self.audit.claims, decisions)
            found = audit(claims, tables=self.tables, texts=self.texts)
            return replace(self, audit=found)
        text = self.file.read_bytes().decode()  # with the line ends that it has
        changed = rewritten(text, self.audit.claims, decisions)
        _replace(self.file, changed)
        return replace(self, audit=audit(self.file))

    def keep(self) -> tuple[Path, ...]:
        """Write the draft of an article, and return the files."""
        if self.draft is None:
            return ()
        return keep_draft(self.draft, self.audit.claims, self.tables or {}, self.texts or {})


def opened(source: str, *, draft: Path | None = None, review: bool = False) -> Subject:
    """Audit what a word of the command line means.

    Parameters
    ----------
    source
        A claims file, a name, the file of an article, or ``-``.
    draft
        The claims file to write for an article.
    review
        Whether a person will be asked, so that there must be a place for the answers.

    Raises
    ------
    UsageError
        If there is nothing of that name, or an option does not go with it.
    """
    path = Path(source)
    if source != _INPUT and path.is_dir():
        text = message("{file} is a folder; expected a claims file or an article.", file=source)
        raise UsageError(Problem(text))
    if source == _INPUT or (path.suffix.lower() not in _CLAIMS and path.is_file()):
        if review and draft is None:
            text = message("The answers need a place: --draft FILE.yaml.")
            raise UsageError(Problem(text, field="--review"))
        if review and source == _INPUT:
            text = message("The answers are read from the input, so the article cannot be.")
            raise UsageError(Problem(text, field="--review"))
        return _of_article(Article.read(source), draft)
    if draft is not None:
        text = message("A draft is made of an article; these are claims already.")
        raise UsageError(Problem(text, field="--draft"))
    return _of_claims(source, review)


def _of_claims(source: str, review: bool) -> Subject:
    path = Path(source)
    if path.suffix.lower() not in _CLAIMS:
        from steelyard.claims.press import find

        path = find(source)
        if review:
            text = message("These claims belong to Steelyard; a review is of a file of your own.")
            raise UsageError(Problem(text, field="--review"))
    return Subject(audit(path), path)


def _of_article(article: Article, draft: Path | None) -> Subject:
    from steelyard.claims.extraction import extract
    from steelyard.claims.proposals.propose import propose

    proposal = propose(extract(article))
    found = audit(proposal.claims, tables=proposal.tables, texts=proposal.texts)
    return Subject(found, None, draft, proposal.tables, proposal.texts)


def _replace(path: Path, text: str) -> None:
    """Write a file so that at any moment it is either the old or the new one."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode())
        new.chmod(path.stat().st_mode)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)

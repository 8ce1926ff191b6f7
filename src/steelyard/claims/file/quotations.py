"""The words of claims in the texts of their sources: where they stand, and whether they fit.

That words stand in the text at all is left to ``checks``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steelyard.claims.file.grammar import Claim
from steelyard.claims.file.load import Loaded
from steelyard.claims.file.quoting import fold_words, quotable
from steelyard.claims.found import Span
from steelyard.claims.printed import Printed
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = ["about_words", "spans"]


def spans(loaded: Loaded, names: Mapping[str, Claim]) -> dict[str, Span]:
    """Return where the words of claims stand in the text of their source."""
    texts = {name: quotable(text) for name, text in loaded.texts.items()}
    found = {}
    for name, claim in names.items():
        if claim.words is not None and claim.source in texts:
            span = texts[claim.source].find(claim.words)
            if span is not None:
                found[name] = span
    return found


def about_words(loaded: Loaded, names: Mapping[str, Claim]) -> Iterator[Finding]:
    """Yield what does not fit: words without their figure, names that the text does not give."""
    texts = {name: quotable(text) for name, text in loaded.texts.items()}
    for name, claim in names.items():
        printed = loaded.readings.printed.get(name)
        if claim.words is not None and printed is not None and not _holds(claim.words, printed):
            said = message(
                "The words of the claim “{name}” do not have its figure in them: {figure}.",
                name=name,
                figure=printed.text,
            )
            yield Finding("figure-not-in-words", said, "warning")
        if claim.names is None or claim.source not in texts:
            continue
        absent = [one for one in claim.names if texts[claim.source].find(one) is None]
        if absent:
            said = message(
                "Names of the claim “{name}” do not stand in the text: {names}.",
                name=name,
                names=", ".join(absent),
            )
            yield Finding("name-not-in-text", said, "warning")


def _holds(words: str, printed: Printed) -> bool:
    """Return whether words have a figure in them, as it was written or as another reading of it."""
    from steelyard.claims.text.quantities import quantities

    if fold_words(printed.text) in fold_words(words):
        return True
    return any(printed.value in (one.printed.value, one.printed.upper) for one in quantities(words))

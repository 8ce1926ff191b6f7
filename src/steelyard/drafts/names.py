"""Names that the grammar takes, made from headers and codes that were written for people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["RESERVED", "distinct", "name_of", "names_of"]

RESERVED = ("rank", "score", "grade")
"""Names that mean something else in a ranking."""

_LONGEST = 63
_VALID = re.compile(r"[^\W\d_]\w*(-\w+)*")
_GAP = re.compile(r"[\W_]+")
_INSIDE = re.compile(r"(?<=[^\W\d_])[&'’](?=[^\W\d_])|(?<=\b[^\W\d_])\.(?=[^\W\d_])")


def name_of(text: str, otherwise: str) -> str:
    """Return a name made of a text's letters and digits.

    Parameters
    ----------
    text
        A header, a code, the stem of a file.
    otherwise
        The name where the text has no letter or digit, and what goes before a leading digit.

    Examples
    --------
    >>> name_of("LPI", "column"), name_of("R&D growth (%)", "column"), name_of("2020", "column")
    ('LPI', 'rd_growth', 'column_2020')
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _VALID.fullmatch(plain):
        plain = _GAP.sub("_", _INSIDE.sub("", plain)).strip("_").lower()
    if not plain or plain[0].isdigit():
        plain = f"{otherwise}_{plain}".rstrip("_")
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rstrip("_-") or otherwise


def names_of(
    texts: Sequence[str],
    otherwise: str,
    taken: Iterable[str] = RESERVED,
    headers: Sequence[str] | None = None,
) -> list[str]:
    """Return a distinct name for each text.

    Parameters
    ----------
    texts
        What the names are made of.
    otherwise
        As in :func:`name_of`.
    taken
        Names that must not be given.
    headers
        What is printed in the file, if not the texts. A header that is a name keeps it,
        since a column of that name would be looked for under it.

    Examples
    --------
    >>> names_of(["Net sales!", "net_sales"], "column")
    ['net_sales_2', 'net_sales']
    """
    printed = texts if headers is None else headers
    names = [name_of(text, otherwise) for text in texts]
    order = sorted(range(len(texts)), key=lambda at: names[at] != printed[at])
    found = dict(zip(order, distinct((names[at] for at in order), taken), strict=True))
    return [found[at] for at in range(len(texts))]


def distinct(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return the names, those that stood before (or are taken) numbered from 2 on.

    Upper and lower case make no difference, since they make none in SQL.

    >>> distinct(["rate", "Rate", "score"], taken=["score"])
    ['rate', 'Rate_2', 'score_2']
    """
    seen = {name.casefold() for name in taken}
    found = []
    for name in names:
        number, free = 1, name
        while free.casefold() in seen:
            number += 1
            end = f"_{number}"
            free = name[: _LONGEST - len(end)] + end
        seen.add(free.casefold())
        found.append(free)
    return found

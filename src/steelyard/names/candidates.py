"""Which pairs of two lists are worth comparing, without looking at all of them.

Entries share features: the parts that name them, pieces of three letters of how they sound,
pieces of two Han characters, initials. Rare features say more (weight: the logarithm of how
rare, as in TF-IDF), and the most frequent are left out until the work is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from steelyard.errors import DataError
from steelyard.i18n import message
from steelyard.names.parts import Parts, has_han
from steelyard.names.spelling import pinyin

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["candidates", "features"]

Pairs = npt.NDArray[np.int64]
Keys = npt.NDArray[np.int64]

NEAREST = 6
"""How many of the nearest of the other list each entry is compared with."""
_WORK = 2.0e8
_BLOCK = 4.0e6
_LEAST = 0.25
_WAITING = 20_000_000
# A key packs an end, how far the other is in steps, and the other end into 63 bits.
_MIDDLE, _HIGH = 23, 40
_LOW, _STEPS = 2**_MIDDLE - 1, 2 ** (_HIGH - _MIDDLE) - 1
_NO_KEYS: Keys = np.empty(0, np.int64)
_LONGEST = 64
_MOST_INITIALS = 6


def features(names: Sequence[Parts], *, sounds: bool) -> set[str]:
    """Return the features of an entry.

    Parameters
    ----------
    names
        The names that stand side by side in it.
    sounds
        Whether Han characters are read as well, to be found by Latin letters.

    Examples
    --------
    >>> from steelyard.names.parts import Reader
    >>> ((name,),) = Reader.usual().read(["正泰"])
    >>> sorted(features([name], sounds=False))
    ['h:正泰', 't:=Chint']
    """
    found: set[str] = set()
    for parts in names:
        found.update(f"t:{token.meaning}" for token in parts.tokens)
        spelled = "".join(token.text for token in parts.naming)[:_LONGEST]
        if has_han(spelled):
            found.update(f"h:{piece}" for piece in _pieces(spelled, 2))
            if sounds and not all(token.kind == "brand" for token in parts.naming):
                found.update(f"g:{piece}" for piece in _pieces(_framed(pinyin(spelled)), 3))
        elif spelled:
            found.update(f"g:{piece}" for piece in _pieces(_framed(spelled), 3))
        found.update(f"i:{letters}" for letters in _initials(parts))
    return found


def _framed(text: str) -> str:
    return f"^{text}$"


def _pieces(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(max(len(text) - size + 1, 1)))


def _initials(parts: Parts) -> Iterator[str]:
    """Yield a short name of one word, or the initials of one of several."""
    if not parts.core.isascii():
        return
    words = [word for word in parts.core.split(" ") if word not in ("of", "and")]
    if len(words) == 1 and 3 <= len(words[0]) <= _MOST_INITIALS:
        yield words[0]
    elif 3 <= len(words) <= _MOST_INITIALS:
        yield "".join(word[0] for word in words)


def candidates(
    left: Sequence[Sequence[Parts]], right: Sequence[Sequence[Parts]], nearest: int = NEAREST
) -> Pairs:
    """Return pairs of entries that may be the same enterprise.

    Parameters
    ----------
    left, right
        The entries of two lists, each with the names that stand side by side in it. What is
        found depends on their order only where many are equally near.
    nearest
        How many of the nearest each entry keeps.

    Returns
    -------
    array of shape (pairs, 2)
        Positions in ``left`` and ``right``, in rising order, none twice.

    Raises
    ------
    DataError
        A list has more names than can be counted here, some eight million.
    """
    most = max(len(left), len(right))
    if most > _LOW:
        said = message(
            "A list has {count} names; at most {limit} are matched.", count=most, limit=_LOW
        )
        raise DataError(said)
    if not left or not right:
        return np.empty((0, 2), np.int64)
    sounds = _mixed([*left, *right])
    one, two = _weighted(
        [features(names, sounds=sounds) for names in left],
        [features(names, sounds=sounds) for names in right],
    )
    return _nearest(one, two, nearest)


def _mixed(entries: Sequence[Sequence[Parts]]) -> bool:
    """Whether there are Han and Latin names, so that some may be each other's spelling."""
    scripts = {
        has_han(token.text)
        for names in entries
        for parts in names
        for token in parts.naming
        if token.kind == "proper"
    }
    return len(scripts) > 1 or any(
        token.kind == "brand" for names in entries for parts in names for token in parts.naming
    )


def _weighted(left: Sequence[set[str]], right: Sequence[set[str]]) -> tuple[csr_matrix, csr_matrix]:
    """Return the entries as rows of unit length over the features that both lists have."""
    known = sorted(set().union(*left) & set().union(*right))
    position = {feature: at for at, feature in enumerate(known)}
    one, two = _matrix(left, position), _matrix(right, position)
    counts = one.getnnz(axis=0).astype(float), two.getnnz(axis=0).astype(float)
    work = counts[0] * counts[1]
    order = np.argsort(work, kind="stable")
    within = np.cumsum(work[order]) <= _WORK
    most = work[order][within].max(initial=0.0)
    rarity = np.log1p((len(left) + len(right)) / np.maximum(counts[0] + counts[1], 1.0))
    weight = np.where(work <= most, rarity, 0.0)
    return _scaled(one, weight), _scaled(two, weight)


def _matrix(entries: Sequence[set[str]], position: dict[str, int]) -> csr_matrix:
    from scipy.sparse import csr_matrix

    columns = [sorted(position[f] for f in entry if f in position) for entry in entries]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in columns])])
    indices = np.fromiter((at for row in columns for at in row), np.int32, int(starts[-1]))
    data = np.ones(len(indices), np.float32)
    return csr_matrix((data, indices, starts), shape=(len(entries), len(position)))


def _scaled(matrix: csr_matrix, weight: npt.NDArray[np.float64]) -> csr_matrix:
    """Weigh the features; what weighs nothing counts for the length, not for what is common."""
    from scipy.sparse import csr_matrix

    data = weight[matrix.indices].astype(np.float32)
    squares = np.zeros(matrix.shape[0])
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    np.add.at(squares, rows, data.astype(float) ** 2)
    length = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    weighted = csr_matrix((data / length[rows], matrix.indices, matrix.indptr), shape=matrix.shape)
    weighted.eliminate_zeros()
    return weighted


def _nearest(one: csr_matrix, two: csr_matrix, nearest: int) -> Pairs:
    """Return the pairs that are among the nearest of either end, product by product in blocks."""
    across = two.T.tocsr()
    work = np.concatenate([[0], np.cumsum(np.diff(across.indptr)[one.indices])])[one.indptr]
    forward, backward = [_NO_KEYS], [_NO_KEYS]
    start = waiting = 0
    while start < one.shape[0]:
        stop = int(np.searchsorted(work, work[start] + _BLOCK, side="right")) - 1
        stop = min(max(stop, start + 1), one.shape[0])
        rows, columns, far = _alike(one[start:stop] @ across)
        forward.append(_first(_keys(rows + start, far, columns), nearest))
        backward.append(_keys(columns, far, rows + start))
        waiting += len(rows)
        if waiting > _WAITING:
            backward = [_first(np.concatenate(backward), nearest)]
            waiting = len(backward[0])
        start = stop
    ahead, back = np.concatenate(forward), _first(np.concatenate(backward), nearest)
    pairs = [
        np.column_stack([ahead >> _HIGH, ahead & _LOW]),
        np.column_stack([back & _LOW, back >> _HIGH]),
    ]
    return np.unique(np.concatenate(pairs), axis=0)


def _alike(products: csr_matrix) -> tuple[Keys, Keys, Keys]:
    """Return the rows and columns of cosines that are large enough, and how far they are from 1."""
    at = np.flatnonzero(products.data >= _LEAST)
    rows = np.searchsorted(products.indptr, at, side="right") - 1
    far = np.rint((1.0 - products.data[at].clip(0.0, 1.0)) * _STEPS)
    return rows.astype(np.int64), products.indices[at].astype(np.int64), far.astype(np.int64)


def _keys(ends: Keys, far: Keys, others: Keys) -> Keys:
    """Return numbers whose order is by end, then by how far, then by the other end."""
    return (ends << _HIGH) | (far << _MIDDLE) | others


def _first(keys: Keys, nearest: int) -> Keys:
    """Return the first few keys of each end, in order."""
    ordered = np.sort(keys)
    ends = ordered >> _HIGH
    return ordered[np.arange(len(ends)) - np.searchsorted(ends, ends) < nearest]

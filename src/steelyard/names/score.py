"""How sure it is that two names are those of one enterprise: a score from 0 to 1, and why.

The score starts with how alike the parts are that name the enterprise, and pays for each part
that stands in one name only. What tells enterprises apart costs most: a number, a distinguishing
word (農業 in 中國農業銀行), a place; what firms leave out of their names costs least.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from steelyard.names.parts import Parts
from steelyard.names.reasons import Reason
from steelyard.names.spelling import UNLIKE, Spelled, spelled
from steelyard.names.vocabulary import Token

__all__ = ["CERTAIN", "UNSURE", "Likeness", "compare", "compare_faces"]

CERTAIN = 0.9
"""From here on two names are taken for the same, unless another is as like."""
UNSURE = 0.7
"""From here on a person is asked."""

Cost = Mapping[str, float]
_NAMED: Cost = {
    "light": 0.06,
    "home": 0.06,
    "place": 0.11,
    "sector": 0.16,
    "branch": 0.2,
    "brand": 0.26,
    "proper": 0.26,
    "word": 0.26,
    "number": 0.7,
}
"""What a part in one name only costs where both have the part that names the enterprise."""
_WORDED: Cost = {
    "light": 0.12,
    "home": 0.12,
    "place": 0.45,
    "sector": 0.25,
    "branch": 0.25,
    "brand": 0.45,
    "proper": 0.45,
    "word": 0.45,
    "number": 0.7,
}
"""The same where they have only a distinguishing word in common: 中國移動, China Mobile."""
_BARE: Cost = {
    "light": 0.25,
    "home": 0.45,
    "place": 0.45,
    "sector": 0.45,
    "branch": 0.25,
    "brand": 0.45,
    "proper": 0.45,
    "word": 0.45,
    "number": 0.7,
}
"""The same where they have nothing in common but a kind of business or a place: 中國銀行."""
_AGAINST = 0.3
"""More, if both have such a part and they differ: 平安銀行, 平安保險."""
_NAMED_AND_SECTOR: Cost = {**_NAMED, "place": 0.08}
"""Less for a place, where both have the name and the kind of business: 珠海格力電器, 格力電器."""
_NAMING = ("brand", "proper")
_PLACES = ("home", "place", "branch")
_TELLING = ("sector", "word", "number", "brand", "proper")
_SLIP, _SUPPORTED = 0.88, 0.93
_REGISTERED, _GROUP, _INITIALS = 0.85, 0.88, 0.75


class Likeness(NamedTuple):
    """A score and its reasons.

    Parameters
    ----------
    score
        From 0 to 1.
    reasons
        Codes with what they are about, none for a score of 0; ``reasons.in_words`` says them.
    """

    score: float
    reasons: tuple[Reason, ...]


_UNLIKE = Likeness(0.0, ())


def compare_faces(one: Sequence[Parts], two: Sequence[Parts]) -> Likeness:
    """Return the best likeness of the names that stand side by side in two entries."""
    if len(one) == 1 and len(two) == 1:
        return compare(one[0], two[0])
    return max((compare(a, b) for a in one for b in two), key=lambda likeness: likeness.score)


def compare(one: Parts, two: Parts) -> Likeness:
    """Return how sure it is that two names are those of one enterprise.

    Parameters
    ----------
    one, two
        The names, cut into parts.

    Returns
    -------
    Likeness
        1.0 if the parts mean the same, or the letters are the same but for spaces. Else how alike
        the naming parts are (see :func:`~steelyard.names.spelling.spelled`), less a cost for each
        part that is in one of them only: see the tables of this module. Two full registered
        names with different words are never certain, nor is a group against a holding or
        joint-stock company. It is the same when the names change places.

    Examples
    --------
    >>> from steelyard.names.parts import Reader
    >>> def score(a, b):
    ...     (x,), (y,) = Reader.usual().read([a, b])
    ...     return compare(x, y).score
    >>> score("華為技術", "Huawei"), score("吉利汽車", "吉利集團")
    (0.94, 0.84)
    >>> score("中國銀行", "中國農業銀行")
    0.55
    """
    equal = _equal(one, two) or _by_initials(one, two)
    if equal is not None:
        return equal
    if one.core > two.core:
        one, two = two, one
    left, right = _beyond(one, two), _beyond(two, one)
    common = {token.kind for token in one.tokens if token.meaning in two.meanings}
    named_left = [token for token in left if token.kind in _NAMING]
    named_right = [token for token in right if token.kind in _NAMING]
    like, reasons = Spelled(1.0, "slip"), list[Reason]()
    if named_left and named_right:
        like = _named_alike(named_left, named_right, supported=bool(common))
        if not like.likeness:
            return _UNLIKE
        reasons.append(Reason(like.by, _texts(named_left), _texts(named_right)))
        left = [token for token in left if token.kind not in _NAMING]
        right = [token for token in right if token.kind not in _NAMING]
    costs = _costs(common, paired=bool(reasons))
    score = like.likeness - sum(costs[token.kind] for token in (*left, *right))
    reasons += [Reason("extra", token.text) for token in (*left, *right)]
    for kinds in (_PLACES, _TELLING):
        ours = [token for token in left if token.kind in kinds]
        theirs = [token for token in right if token.kind in kinds]
        if ours and theirs:
            score -= _AGAINST
            reasons = [Reason("conflict", _texts(ours), _texts(theirs))]
    return _limited(one, two, score, reasons, bool(left or right))


def _equal(one: Parts, two: Parts) -> Likeness | None:
    """Return the likeness of names that mean the same, None if they do not."""
    same = one.key == two.key
    if not same and one.compact != two.compact:
        return None
    if _is_group_against_stock(one, two):
        return Likeness(_GROUP, (Reason("group"),))
    written = one.forms.core.replace(" ", "") == two.forms.core.replace(" ", "")
    return Likeness(1.0, (Reason("writing" if written else "meaning"),))


def _beyond(one: Parts, two: Parts) -> list[Token]:
    """Return the parts of a name that the other has not, or not as often."""
    if one.distinct:
        return [token for token in one.tokens if token.meaning not in two.meanings]
    theirs = Counter(token.meaning for token in two.tokens)
    found = []
    for token in one.tokens:
        if theirs[token.meaning]:
            theirs[token.meaning] -= 1
        else:
            found.append(token)
    return found


def _named_alike(left: Sequence[Token], right: Sequence[Token], *, supported: bool) -> Spelled:
    """Return how alike the naming parts are; brands known to the tables are what they are.

    A slip of the pen is sure only where one of the spellings is a known brand, or more than the
    name is common.
    """
    known = [all(token.kind == "brand" for token in tokens) for tokens in (left, right)]
    if known[0] and known[1]:
        return UNLIKE
    like = spelled("".join([t.text for t in left]), "".join([t.text for t in right]))
    if (known[0] or known[1]) and like.by != "slip":
        return UNLIKE
    if like.by == "slip" and _SLIP <= like.likeness < 1 and (any(known) or supported):
        return Spelled(_SUPPORTED, "slip")
    return like


def _costs(common: set[str], *, paired: bool) -> Cost:
    if paired or not common.isdisjoint(("brand", "proper")):
        return _NAMED_AND_SECTOR if "sector" in common else _NAMED
    return _WORDED if "word" in common or "number" in common else _BARE


def _limited(one: Parts, two: Parts, score: float, reasons: list[Reason], differ: bool) -> Likeness:
    if differ and one.forms.registered and two.forms.registered and score > _REGISTERED:
        score = _REGISTERED
        reasons.append(Reason("registered"))
    if _is_group_against_stock(one, two) and score > _GROUP:
        score = _GROUP
        reasons.append(Reason("group"))
    return Likeness(round(min(max(score, 0.0), 0.99), 4), tuple(reasons))


def _is_group_against_stock(one: Parts, two: Parts) -> bool:
    """Whether one name says it is a group, and the other a holding or joint-stock company."""
    for first, second in ((one.forms.kinds, two.forms.kinds), (two.forms.kinds, one.forms.kinds)):
        if "group" in first and "group" not in second:
            other = second & {"holding", "joint-stock"}
            if other and not other & first:
                return True
    return False


def _by_initials(one: Parts, two: Parts) -> Likeness | None:
    """Return the likeness of letters and the words that they may stand for: IBM."""
    for short, long in ((one, two), (two, one)):
        if len(short.tokens) == 1 and short.core.isascii() and 3 <= len(short.core) <= 6:
            words = [word for word in long.core.split(" ") if word not in ("of", "and")]
            if len(words) == len(short.core) and short.core == "".join(w[0] for w in words):
                return Likeness(_INITIALS, (Reason("initials", short.core, long.core),))
    return None


def _texts(tokens: Iterable[Token]) -> str:
    return " ".join(token.text for token in tokens)

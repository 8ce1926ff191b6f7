"""A name cut into its parts: brand, place, kind of business, what is left, and the legal forms.

Two names whose parts mean the same are the same name, in whatever language; how alike two
others are is left to ``score``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from steelyard.names.legal_forms import Stripped, strip_forms
from steelyard.names.normal import HAN, normal_forms
from steelyard.names.vocabulary import DROPPED, Token, Vocabulary, vocabulary

__all__ = ["Parts", "Reader", "has_han", "is_latin"]

_RUNS = re.compile(f"[{HAN}]+|[0-9]+|[^{HAN}0-9]+")
_HAN = re.compile(f"[{HAN}]")
_LETTER = re.compile("[a-z]")
_BRACKETED = re.compile(r"^([^(（\[【]+)[(（\[【]([^()（）\[\]【】]{2,80})[)）\]】]\s*$")
_LONGEST_SPLIT = 200
_FEWEST_LETTERS = 4
_NAMING = frozenset(("brand", "proper"))


def has_han(text: str) -> bool:
    """Return whether there is a Han character in a text."""
    return _HAN.search(text) is not None


def is_latin(text: str) -> bool:
    """Return whether a text has ASCII letters and no Han character."""
    return _LETTER.search(text) is not None and not has_han(text)


@dataclass(frozen=True)
class Parts:
    """A name, or one of the two names that stand side by side in an entry.

    Parameters
    ----------
    normal
        In the writing in which names are compared.
    core
        Without legal forms.
    tokens
        The parts of the core, those that say nothing left out.
    forms
        What the legal forms say.
    """

    normal: str
    core: str
    tokens: tuple[Token, ...]
    forms: Stripped

    @cached_property
    def key(self) -> str:
        """What the parts mean, in a fixed order: one for 華為技術 and Huawei Technologies."""
        return "\t".join(sorted(token.meaning for token in self.tokens))

    @cached_property
    def meanings(self) -> frozenset[str]:
        """What the parts mean, each once."""
        return frozenset(token.meaning for token in self.tokens)

    @cached_property
    def distinct(self) -> bool:
        """Whether no part stands twice, as it does in Johnson & Johnson."""
        return len(self.meanings) == len(self.tokens)

    @cached_property
    def compact(self) -> str:
        """The core without spaces, so that Coca Cola is CocaCola."""
        return self.core.replace(" ", "")

    @cached_property
    def naming(self) -> tuple[Token, ...]:
        """The parts that name one enterprise."""
        return tuple(token for token in self.tokens if token.kind in _NAMING)


@dataclass(frozen=True)
class Reader:
    """Reads names with a vocabulary and the aliases that were given.

    Parameters
    ----------
    words
        What words mean.
    aliases
        For a core the core of the name that it is an alias of; see ``aliases.read_aliases``.
    """

    words: Vocabulary
    aliases: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def usual(cls) -> Reader:
        """Return the reader with the tables that Steelyard brings."""
        return cls(vocabulary())

    def read(self, names: Sequence[str]) -> list[tuple[Parts, ...]]:
        """Return the parts of each name: of one, or of two that stand side by side in it.

        >>> names = ["中國建設銀行股份有限公司", "China Construction Bank"]
        >>> (one,), (two,) = Reader.usual().read(names)
        >>> one.key == two.key
        True
        """
        whole = normal_forms(names)
        at, texts = [], []
        for place, name in enumerate(names):
            found = _BRACKETED.match(name) if len(name) <= _LONGEST_SPLIT else None
            if found is not None:
                at.append(place)
                texts += [found[1], found[2]]
        halves = normal_forms(texts)
        beside = {place: (halves[2 * n], halves[2 * n + 1]) for n, place in enumerate(at)}
        return [self._faces(text, beside.get(place, ("", ""))) for place, text in enumerate(whole)]

    def parts(self, normal: str) -> tuple[Parts, ...]:
        """Return the parts of one name in normal writing: of what it is an alias of, and its own.

        >>> [parts.core for parts in Reader.usual().parts("工行")]
        ['industrial and commercial bank of china', '工行']
        """
        forms = strip_forms(normal)
        meant = forms.core
        for known in (self.words.wholes, self.aliases):
            meant = known.get(normal) or known.get(meant, meant)
        cores = dict.fromkeys((meant, forms.core))
        return tuple(
            Parts(normal, core, tuple(self._placed(list(self._tokens(core)))), forms)
            for core in cores
        )

    def _faces(self, normal: str, halves: tuple[str, str]) -> tuple[Parts, ...]:
        """Return one name, or the Han and the Latin one that stand side by side."""
        outside, inside = halves
        if outside and inside:
            one, two = self.parts(outside), self.parts(inside)
            if has_han(outside) != has_han(inside):
                if _both_name(one, two):
                    return (*one, *two)
            elif _alike(one, two) or two[-1].compact in _initials(outside):
                return one
        elif _LETTER.search(normal) and " " in normal and _HAN.search(normal):
            split = _by_script(normal)
            if split is not None:
                one, two = self.parts(split[0]), self.parts(split[1])
                latin = two if has_han(split[0]) else one
                long = len(latin[-1].compact) >= _FEWEST_LETTERS
                if _alike(one, two) or (long and _both_name(one, two)):
                    return (*one, *two)
        return self.parts(normal)

    def _tokens(self, core: str) -> Iterator[tuple[Token, bool]]:
        """Yield the parts in their order, and whether “of” stands before each."""
        words = core.split(" ")
        latin, longest = self.words.latin, self.words.words_from
        at, after_of = 0, False
        while at < len(words):
            count, found = 1, None
            for length in range(min(longest.get(words[at], 0), len(words) - at), 0, -1):
                found = latin.get(" ".join(words[at : at + length]))
                if found is not None:
                    count = length
                    break
            for token in found or self._within(words[at]):
                yield token, after_of
            after_of = count == 1 and words[at] == "of"
            at += count

    def _within(self, word: str) -> Sequence[Token]:
        """Return the parts of a word: runs of Han by the longest known spellings, numbers."""
        known = self.words.han.get(word)
        if known is not None:
            return known
        if word.isascii():
            return (Token(word, "number" if word.isdigit() else "proper", word),)
        found: list[Token] = []
        for run in _RUNS.findall(word):
            if has_han(run):
                found += self._of_han(run)
            else:
                unknown = (Token(run, "number" if run.isdigit() else "proper", run),)
                found += self.words.latin.get(run, unknown)
        return found

    def _of_han(self, run: str) -> list[Token]:
        known, longest = self.words.han, self.words.characters_from
        found: list[Token] = []
        at = start = 0
        while at < len(run):
            for length in range(min(longest.get(run[at], 0), len(run) - at), 0, -1):
                tokens = known.get(run[at : at + length])
                if tokens is not None:
                    if start < at:
                        found.append(Token(run[start:at], "proper", run[start:at]))
                    found += tokens
                    at += length
                    start = at
                    break
            else:
                at += 1
        if start < len(run):
            found.append(Token(run[start:], "proper", run[start:]))
        return found

    def _placed(self, tokens: list[tuple[Token, bool]]) -> Iterator[Token]:
        """Yield what is kept, places by where they stand; all, if nothing would be kept."""
        kept = [(token, of) for token, of in tokens if token.kind != DROPPED]
        named = False
        for token, after_of in kept or tokens:
            kind = token.kind
            if kind == "place":
                if token.meaning == "china" and (not named or after_of):
                    kind = "home"
                elif named and not after_of:
                    kind = "branch"
            elif kind == DROPPED:
                kind = "proper"
            yield token if kind == token.kind else token._replace(kind=kind)
            named = named or kind in _NAMING


def _both_name(one: Sequence[Parts], two: Sequence[Parts]) -> bool:
    """Whether each of two names side by side names an enterprise, and not known different ones."""
    if not all(names[-1].naming or len(names) > 1 for names in (one, two)):
        return False
    brands = [
        {token.meaning for parts in names for token in parts.naming if token.kind == "brand"}
        for names in (one, two)
    ]
    return not all(brands) or not brands[0].isdisjoint(brands[1])


def _alike(one: Sequence[Parts], two: Sequence[Parts]) -> bool:
    """Whether two names mean the same by the tables."""
    return not {parts.key for parts in one}.isdisjoint(parts.key for parts in two)


def _initials(normal: str) -> tuple[str, ...]:
    words = normal.split(" ")
    small = ("and", "of", "the", "for", "de", "in")
    forms = ("co", "ltd", "inc", "corp", "limited", "plc")
    said = [word for word in words if word not in small]
    return tuple(
        dict.fromkeys(
            "".join(word[0] for word in some if word)
            for some in (words, said, [word for word in said if word not in forms])
        )
    )


def _by_script(normal: str) -> tuple[str, str] | None:
    """Return the Han words and the Latin words of a name, if they stand apart in it."""
    words = normal.split(" ")
    scripts = [has_han(word) for word in words]
    turn = scripts.index(not scripts[0]) if len(set(scripts)) > 1 else 0
    if not turn or len(set(scripts[turn:])) > 1:
        return None
    if any(has_han(word) and _LETTER.search(word) for word in words):
        return None
    return " ".join(words[:turn]), " ".join(words[turn:])

"""Formulas of claims: arithmetic over the names of other claims, read and never run as a program.

The text is Python's own grammar of expressions, of which only arithmetic is let through; numbers
are taken from their digits and are exact. What a formula is worth is left to ``computing``.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, assert_never

from steelyard.i18n import Message, message

__all__ = [
    "Call",
    "Comparison",
    "Expression",
    "FormulaError",
    "Function",
    "Name",
    "Negative",
    "Number",
    "Power",
    "Product",
    "Root",
    "Sign",
    "Sum",
    "names",
    "read_formula",
    "repeated",
]

_LONGEST, _DEEPEST, _HIGHEST = 2_000, 64, 64
_NUMBER = re.compile(r"[0-9][0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9]{1,2})?|\.[0-9_]+")
# As people write them; each is one character, so that positions stay.
_SIGNS = str.maketrans("×⋅·÷−＋－＊／（）＜＞＝．，\n\r\t\u3000", "***/-+-*/()<>=.,    ")

# What Python would take for a setting, a remark, the end of the text.
_STRAY = re.compile(r"(?<![<>=!])=(?!=)|[#\\\x00-\x1f\ud800-\udfff]")
_EXPECTED = message("arithmetic was expected here")

Function = Literal["min", "max", "abs", "sum", "mean"]
Sign = Literal["<", "<=", "==", "!=", ">=", ">"]

_FUNCTIONS: Mapping[str, Function] = {
    "min": "min",
    "max": "max",
    "abs": "abs",
    "sum": "sum",
    "mean": "mean",
}
_COMPARISONS: Mapping[type[ast.cmpop], Sign] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.GtE: ">=",
    ast.Gt: ">",
}


class FormulaError(ValueError):
    """A formula that cannot be read; ``said`` says what and where."""

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(str(said))


@dataclass(frozen=True)
class Number:
    """A number of the formula, with its digits as they stand there."""

    value: Fraction
    text: str


@dataclass(frozen=True)
class Name:
    """The name of a claim."""

    name: str


@dataclass(frozen=True)
class Negative:
    """An expression with its sign turned."""

    of: Expression


@dataclass(frozen=True)
class Sum:
    """Terms that are added or, where ``turned``, subtracted."""

    terms: tuple[Expression, ...]
    turned: tuple[bool, ...]


@dataclass(frozen=True)
class Product:
    """Factors that multiply or, where ``turned``, divide."""

    factors: tuple[Expression, ...]
    turned: tuple[bool, ...]


@dataclass(frozen=True)
class Power:
    """An expression to a whole power."""

    base: Expression
    exponent: int


@dataclass(frozen=True)
class Root:
    """The root of an expression: the number not below 0 whose power it is, or for odd degrees any.

    ``degree`` is at least 2.
    """

    of: Expression
    degree: int


@dataclass(frozen=True)
class Call:
    """A function of expressions: ``min``, ``max``, ``abs``, ``sum``, ``mean``."""

    function: Function
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Comparison:
    """Expressions of which each is compared with the next: ``a < b <= c``."""

    parts: tuple[Expression, ...]
    signs: tuple[Sign, ...]


Expression = Number | Name | Negative | Sum | Product | Power | Root | Call


def read_formula(text: str) -> Expression | Comparison:
    """Read a formula.

    Parameters
    ----------
    text
        Numbers, names of claims, ``+ - * / **``, brackets, ``min max abs sum mean root``, and one
        comparison or a chain of them. The signs × ÷ − and full-width ones are understood.

    Raises
    ------
    FormulaError
        If it is anything else, or too long or too deep.

    Examples
    --------
    >>> sorted(names(read_formula("china / (mean_value * 500)")))
    ['china', 'mean_value']
    """
    if len(text) > _LONGEST:
        raise FormulaError(
            message(
                "The formula is too long: it has {length} characters, at most {most} are read.",
                length=len(text),
                most=_LONGEST,
            )
        )
    return _Reader(text.translate(_SIGNS)).read()


def names(formula: Expression | Comparison) -> tuple[str, ...]:
    """Return the names in a formula, each once, in their order."""
    return tuple(dict.fromkeys(_occurrences(formula)))


def repeated(formula: Expression | Comparison) -> frozenset[str]:
    """Return the names that occur more than once."""
    seen, twice = set[str](), set[str]()
    for name in _occurrences(formula):
        (twice if name in seen else seen).add(name)
    return frozenset(twice)


def _occurrences(formula: Expression | Comparison) -> Iterator[str]:
    if isinstance(formula, Name):
        yield formula.name
    for part in parts(formula):
        yield from _occurrences(part)


def parts(formula: Expression | Comparison) -> tuple[Expression, ...]:
    """Return what an expression is made of."""
    match formula:
        case Number() | Name():
            return ()
        case Negative(of) | Root(of):
            return (of,)
        case Power(base):
            return (base,)
        case Sum(terms):
            return terms
        case Product(factors):
            return factors
        case Call(_, arguments):
            return arguments
        case Comparison(compared):
            return compared
        case _:
            assert_never(formula)


class _Reader:
    """Walks the tree that Python makes of a text, and lets arithmetic through."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._before = len(text) - len(text.lstrip())

    def read(self) -> Expression | Comparison:
        tree = self._tree()
        if isinstance(tree, ast.Compare):
            compared = (tree.left, *tree.comparators)
            signs = tuple(self._sign(tree, sign) for sign in tree.ops)
            return Comparison(tuple(self._expression(part, 1) for part in compared), signs)
        return self._expression(tree, 0)

    def _tree(self) -> ast.expr:
        if not self._text:
            raise FormulaError(message("The formula is empty."))
        if (stray := _STRAY.search(self._text)) is not None:
            why = message("“=” sets a value; “==” compares")
            raise self._wrong(stray.start(), why if stray[0] == "=" else _EXPECTED)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return ast.parse(self._text, mode="eval").body
            except SyntaxError as error:
                at = min((error.offset or 1) - 1, len(self._text) - 1)
                raise self._wrong(max(at, 0), _EXPECTED) from None
            except (MemoryError, RecursionError):
                raise self._too_deep() from None

    def _expression(self, node: ast.expr, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise self._too_deep()
        match node:
            case ast.Constant():
                return self._number(node)
            case ast.Name():
                return Name(self._words(node))
            case ast.UnaryOp(op=ast.UAdd()):
                return self._expression(node.operand, depth + 1)
            case ast.UnaryOp(op=ast.USub()):
                return Negative(self._expression(node.operand, depth + 1))
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return Sum(*self._chain(node, (ast.Add, ast.Sub), depth))
            case ast.BinOp(op=ast.Mult() | ast.Div()):
                return Product(*self._chain(node, (ast.Mult, ast.Div), depth))
            case ast.BinOp(op=ast.Pow()):
                exponent = self._whole(node.right, -_HIGHEST)
                return Power(self._expression(node.left, depth + 1), exponent)
            case ast.Call():
                return self._call(node, depth)
            case ast.Compare():
                raise self._refused(
                    node, message("a comparison stands alone, not inside of something else")
                )
            case _:
                raise self._refused(
                    node, message("“{text}” is no arithmetic", text=self._words(node))
                )

    def _chain(
        self, node: ast.BinOp, signs: tuple[type[ast.operator], type[ast.operator]], depth: int
    ) -> tuple[tuple[Expression, ...], tuple[bool, ...]]:
        """Return the terms of a sum or the factors of a product: Python nests them to the left."""
        terms, turned = list[ast.expr](), list[bool]()
        first: ast.expr = node
        while isinstance(first, ast.BinOp) and isinstance(first.op, signs):
            terms.append(first.right)
            turned.append(isinstance(first.op, signs[1]))
            first = first.left
        terms.append(first)
        turned.append(False)
        read = tuple(self._expression(term, depth + 1) for term in reversed(terms))
        return read, tuple(reversed(turned))

    def _call(self, node: ast.Call, depth: int) -> Expression:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function not in _FUNCTIONS and function != "root":
            known = ", ".join([*_FUNCTIONS, "root"])
            raise self._refused(
                node,
                message(
                    "there is no function “{name}”; expected one of: {known}",
                    name=self._words(node.func),
                    known=known,
                ),
            )
        least, most = {"root": (2, 2), "abs": (1, 1)}.get(function, (1, _LONGEST))
        if node.keywords or not least <= len(node.args) <= most:
            raise self._refused(
                node,
                message("“{name}” is used with another number of values", name=function),
            )
        if function == "root":
            degree = self._whole(node.args[1], 2)
            return Root(self._expression(node.args[0], depth + 1), degree)
        arguments = tuple(self._expression(part, depth + 1) for part in node.args)
        return Call(_FUNCTIONS[function], arguments)

    def _number(self, node: ast.Constant) -> Number:
        text = self._words(node)
        if isinstance(node.value, bool | str | bytes) or not _NUMBER.fullmatch(text):
            raise self._refused(node, message("“{text}” is not a number", text=text[:60]))
        return Number(Fraction(text.replace("_", "")), text)

    def _whole(self, node: ast.expr, least: int) -> int:
        """Return a whole number that stands as such in the formula."""
        sign, digits = 1, node
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            sign, digits = -1, node.operand
        value = digits.value if isinstance(digits, ast.Constant) else None
        if not isinstance(value, int) or isinstance(value, bool):
            value = None
        if value is None or not least <= sign * value <= _HIGHEST:
            raise self._refused(
                node,
                message(
                    "expected a whole number from {least} to {most}", least=least, most=_HIGHEST
                ),
            )
        return sign * value

    def _sign(self, node: ast.Compare, sign: ast.cmpop) -> Sign:
        if type(sign) not in _COMPARISONS:
            raise self._refused(
                node, message("expected a comparison with one of: {known}", known="< <= == != >= >")
            )
        return _COMPARISONS[type(sign)]

    def _words(self, node: ast.expr) -> str:
        return self._text[self._at(node.col_offset) : self._at(node.end_col_offset or 0)]

    def _at(self, offset: int) -> int:
        """Return the character at an offset in bytes."""
        return len(self._text.encode()[:offset].decode(errors="ignore"))

    def _refused(self, node: ast.expr, why: Message) -> FormulaError:
        return self._wrong(self._at(node.col_offset), why)

    def _wrong(self, at: int, why: Message) -> FormulaError:
        number = self._before + at + 1
        return FormulaError(message("Character {at} of the formula: {why}.", at=number, why=why))

    def _too_deep(self) -> FormulaError:
        return FormulaError(
            message("The formula is nested too deeply: at most {most} levels.", most=_DEEPEST)
        )

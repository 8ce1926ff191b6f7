"""One brand, valued by plain arithmetic as the published descriptions tell it, loops and all.

Nothing of the program is used here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

__all__ = ["BRAND", "METHODS", "Brand", "benefit", "discounted", "strength"]


@dataclass(frozen=True)
class Brand:
    """What is known of a brand; rates and shares are fractions."""

    revenue: Mapping[int, float]
    earnings: Mapping[int, float]
    nopat: Mapping[int, float]
    capital: Mapping[int, float]
    current: Mapping[int, float]
    fixed: Mapping[int, float]
    year: int = 2025
    rate: float = 0.10
    growth: float = 0.02
    tax: float = 0.25
    role: float = 0.40
    attribution: float = 0.80
    contribution: float = 0.30
    scores: Mapping[str, float] = field(
        default_factory=lambda: {
            "investment": 60.0,
            "innovation": 50.0,
            "awareness": 90.0,
            "preference": 70.0,
            "loyalty": 60.0,
            "reputation": 80.0,
            "market_position": 65.0,
            "channel": 75.0,
        }
    )


BRAND = Brand(
    revenue={2023: 900, 2024: 950, 2025: 1000, 2026: 1050, 2027: 1100, 2028: 1150},
    earnings={2023: 80, 2024: 90, 2025: 100, 2026: 110, 2027: 120, 2028: 130},
    nopat={2023: 90, 2024: 100, 2025: 110, 2026: 120, 2027: 130, 2028: 140},
    capital={2023: 500, 2024: 510, 2025: 520, 2026: 530, 2027: 540, 2028: 550},
    current={2023: 200, 2024: 200, 2025: 200, 2026: 200, 2027: 200, 2028: 200},
    fixed={2023: 300, 2024: 300, 2025: 300, 2026: 300, 2027: 300, 2028: 300},
)
"""A car maker; the figures of its sector below are those of the scheme's reference table."""


def discounted(flows: Sequence[float], rate: float, growth: float, shift: float) -> float:
    """Return flows of the coming years, and their growth without end, at today's value."""
    value = 0.0
    for year, flow in enumerate(flows, start=1):
        value += flow / (1 + rate) ** (year - shift)
    after = flows[-1] * (1 + growth) / (rate - growth)
    return value + after / (1 + rate) ** (len(flows) - shift)


def benefit(tax: float, rate: float, life: int, shift: float) -> float:
    """Return the tax amortisation benefit as what repeating it comes to.

    Amortising a value over its life saves tax, which is worth something, which is amortised
    in its turn, and so on.
    """
    saved = sum(tax / life / (1 + rate) ** (year - shift) for year in range(1, life + 1))
    factor, part = 0.0, 1.0
    while part > 1e-18:
        factor += part
        part *= saved
    return factor


def coming(figures: Mapping[int, float], brand: Brand) -> list[float]:
    """Return the figures of the years after the valuation."""
    return [figure for year, figure in sorted(figures.items()) if year > brand.year]


def strength(brand: Brand) -> float:
    """Return the brand strength: input 25, equity 50, performance 25 of 100."""
    score = brand.scores
    put_in = 0.6 * score["investment"] + 0.4 * score["innovation"]
    asked = ("awareness", "preference", "loyalty", "reputation")
    equity = sum(score[name] for name in asked) / 4
    performance = 0.6 * score["market_position"] + 0.4 * score["channel"]
    return 0.25 * put_in + 0.5 * equity + 0.25 * performance


def premium(strong: float) -> float:
    """Return the scheme's curve of strength, by drawing the line between its points."""
    points = [(0, 8.0), (20, 7.0), (40, 4.0), (60, 1.5), (80, 0.3), (100, 0.0)]
    for (low, above), (high, below) in pairwise(points):
        if low <= strong <= high:
            return (above + (below - above) * (strong - low) / (high - low)) / 100
    raise AssertionError


def royalty_relief(brand: Brand) -> float:
    """Return what is saved by owning the brand."""
    royalty = 0.01 + (0.05 - 0.01) * strength(brand) / 100
    flows = [revenue * royalty * (1 - brand.tax) for revenue in coming(brand.revenue, brand)]
    value = discounted(flows, brand.rate, brand.growth, 0.5)
    return value * benefit(brand.tax, brand.rate, 10, 0.5)


def economic_profit(brand: Brand) -> float:
    """Return the economic profit to come that is due to the brand."""
    pairs = zip(coming(brand.nopat, brand), coming(brand.capital, brand), strict=True)
    flows = [(profit - capital * brand.rate) * brand.role for profit, capital in pairs]
    return discounted(flows, brand.rate + premium(strength(brand)), brand.growth, 0.0)


def contribution_value(brand: Brand) -> float:
    """Return financial value times contribution."""
    return brand.earnings[brand.year] * brand.attribution * 9.0 * brand.contribution


def earnings_strength(brand: Brand) -> float:
    """Return the mean earnings of five years, the share of the brand, the strength's multiple."""
    weights = {-2: 1, -1: 2, 0: 3, 1: 2, 2: 1}
    total = sum(weight * brand.earnings[brand.year + at] for at, weight in weights.items())
    return total / 9 * brand.role * (2 + 0.2 * strength(brand))


def excess_earnings(brand: Brand) -> float:
    """Return the earnings beyond what tangible assets earn, at R = Z·K."""
    flows = [
        (brand.earnings[year] - brand.current[year] * 0.025 - brand.fixed[year] * 0.06) * 0.35
        for year in sorted(brand.earnings)
        if year > brand.year
    ]
    coefficient = 2.0 - 1.4 * strength(brand) / 100
    return discounted(flows, 0.10 * coefficient, brand.growth, 0.0)


METHODS: Mapping[str, Callable[[Brand], float]] = {
    "royalty_relief": royalty_relief,
    "economic_profit": economic_profit,
    "contribution_value": contribution_value,
    "earnings_strength": earnings_strength,
    "excess_earnings": excess_earnings,
}
"""The five methods by the name of the scheme's figure."""

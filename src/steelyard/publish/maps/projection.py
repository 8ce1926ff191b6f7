"""From longitude and latitude to a flat map: Equal Earth for the world, Albers for China.

Both keep areas in proportion, so that a colour counts by the land that it covers.

Sources: B. Šavrič, T. Patterson, B. Jenny, The Equal Earth map projection, International Journal
of Geographical Information Science 33 (2019), 454–465, doi 10.1080/13658816.2018.1504949;
J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), pp. 98–103.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Albers", "EqualEarth", "Projection"]

Coordinates = NDArray[np.float64]
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = np.sqrt(3) / 2


@dataclass(frozen=True)
class EqualEarth:
    """The Equal Earth projection of a sphere of radius 1.

    Parameters
    ----------
    middle
        The longitude of the map's middle in degrees.
    """

    middle: float = 0.0

    def __call__(self, degrees: Coordinates) -> Coordinates:
        """Return the places of points on the map, (n, 2), x to the right and y upwards.

        sin θ = √3/2 · sin φ;
        x = 2√3 · λ · cos θ / (3 · (9·A4·θ⁸ + 7·A3·θ⁶ + 3·A2·θ² + A1));
        y = A4·θ⁹ + A3·θ⁷ + A2·θ³ + A1·θ.

        Parameters
        ----------
        degrees
            Longitude and latitude, (n, 2).

        Examples
        --------
        >>> EqualEarth()(np.array([[0.0, 0.0], [180.0, 0.0], [0.0, 90.0]])).round(4).tolist()
        [[0.0, 0.0], [2.7066, 0.0], [0.0, 1.3174]]
        """
        radians = np.radians(degrees - [self.middle, 0.0])
        theta = np.arcsin(_M * np.sin(radians[:, 1]))
        second = theta * theta
        sixth = second**3
        steepness = _A1 + 3 * _A2 * second + sixth * (7 * _A3 + 9 * _A4 * second)
        x = radians[:, 0] * np.cos(theta) / (_M * steepness)
        y = theta * (_A1 + _A2 * second + sixth * (_A3 + _A4 * second))
        return np.column_stack([x, y])


@dataclass(frozen=True)
class Albers:
    """Albers' conic projection of a sphere of radius 1, which is true on two parallels.

    Parameters
    ----------
    middle
        Longitude and latitude of the map's origin in degrees.
    parallels
        The two parallels in degrees.
    """

    middle: tuple[float, float]
    parallels: tuple[float, float]

    def __call__(self, degrees: Coordinates) -> Coordinates:
        """Return the places of points on the map, (n, 2), x to the right and y upwards.

        n = (sin φ₁ + sin φ₂)/2; C = cos² φ₁ + 2n·sin φ₁; ρ = √(C − 2n·sin φ)/n;
        x = ρ·sin(n·(λ − λ₀)); y = ρ₀ − ρ·cos(n·(λ − λ₀)).

        Parameters
        ----------
        degrees
            Longitude and latitude, (n, 2).
        """
        first, second = np.radians(self.parallels)
        n = (np.sin(first) + np.sin(second)) / 2
        c = np.cos(first) ** 2 + 2 * n * np.sin(first)
        angle = n * np.radians(degrees[:, 0] - self.middle[0])
        rho = np.sqrt(c - 2 * n * np.sin(np.radians(degrees[:, 1]))) / n
        origin = np.sqrt(c - 2 * n * np.sin(np.radians(self.middle[1]))) / n
        return np.column_stack([rho * np.sin(angle), origin - rho * np.cos(angle)])


Projection = EqualEarth | Albers

"""What was handed in: files given once for all, and what each of several suppliers delivered.

Which file is what is settled in ``folders``; reading them is left to ``dataset``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from steelyard.findings import Finding

__all__ = ["Delivered", "Given"]


@dataclass(frozen=True)
class Delivered:
    """What one supplier delivered.

    Parameters
    ----------
    name
        What it is called: the file or the folder within what was handed in.
    files
        By what each is called, within what was handed in.
    """

    name: str
    files: Mapping[str, Path]


@dataclass(frozen=True)
class Given:
    """What was handed in.

    Parameters
    ----------
    files
        The file of each table that is given once, for all.
    deliveries
        What each of several suppliers delivered.
    delivered
        The tables that these suppliers deliver; others in their files are not theirs to give.
    findings
        Files that are nothing.
    """

    files: Mapping[str, Path] = field(default_factory=dict)
    deliveries: tuple[Delivered, ...] = ()
    delivered: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls,
        files: Mapping[str, Path],
        deliveries: Iterable[Delivered],
        delivered: frozenset[str],
        findings: Iterable[Finding] = (),
    ) -> Given:
        """Return what was handed in, in order.

        Where there are deliveries, files of tables that suppliers deliver are one more.
        """
        once, several = dict(files), list(deliveries)
        if several:
            loose = {path.name: path for path in {once.pop(n) for n in delivered & once.keys()}}
            if loose:
                names = {name: loose[name] for name in sorted(loose)}
                several.append(Delivered(", ".join(names), names))
        ordered = sorted(several, key=lambda delivery: delivery.name)
        return cls(once, tuple(ordered), delivered, tuple(findings))

"""The pages written: one for each language, and ``index.html`` in that of the call.

A page needs nothing but itself: its style stands in it, there is no script, and its policy
forbids to load anything. What it shows is left to ``view``. What is within its frame can stand in
the frame of another page, under an element of class ``audit`` and with :func:`audit_style`.

Source: W3C, Content Security Policy Level 3, hashes of inline style.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from contextvars import copy_context
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from steelyard.claims.outcome import Audit
from steelyard.claims.page.view import View
from steelyard.claims.page.wording import wording
from steelyard.claims.report.report import AuditReport
from steelyard.i18n import LANGUAGES, language, set_language

__all__ = ["LANGUAGE_FILES", "audit_style", "body", "policy", "render", "style", "write_pages"]

LANGUAGE_FILES: Mapping[str, str] = MappingProxyType({tag: f"{tag}.html" for tag in LANGUAGES})
"""The page of each language."""
_NAMES = MappingProxyType({"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"})
_FOLDER = Path(__file__).parent


def write_pages(audit: Audit, folder: Path) -> list[Path]:
    """Write an audit as pages.

    Parameters
    ----------
    audit
        The audit.
    folder
        Where they are written; it is made if need be, and pages in it are replaced.

    Returns
    -------
    list of Path
        ``index.html``, in the current language, then the page of each language.
    """
    pages = {"index.html": render(audit, language())}
    pages |= {file: render(audit, tag) for tag, file in LANGUAGE_FILES.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_bytes(text.encode())
    return [folder / name for name in pages]


def render(audit: Audit, tag: str) -> str:
    """Return the page of an audit in a language."""
    # In a context of its own, so that the language of the call stays what it was.
    return copy_context().run(_rendered, audit, tag)


def _rendered(audit: Audit, tag: str) -> str:
    set_language(tag)
    return _template("page.html.jinja").render(
        view=View(AuditReport.of(audit)),
        said=wording(),
        tag=tag,
        languages=[(one, _NAMES[one], file) for one, file in LANGUAGE_FILES.items()],
        style=Markup(style()),
        policy=policy(style()),
    )


def body(audit: Audit) -> Markup:
    """Return what the page of an audit has within its frame, in the current language.

    It is HTML from a template that escapes every text, to stand in an element of class ``audit``.
    """
    shown = {"view": View(AuditReport.of(audit)), "said": wording()}
    parts = ("body.html.jinja", "sources.html.jinja")
    return Markup("").join(Markup(_template(name).render(**shown)) for name in parts)


def policy(style: str) -> str:
    """Return the Content Security Policy that lets in one style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def style() -> str:
    """Return the style of the page: its frame's, then that of the audit."""
    return (_FOLDER / "page.css").read_text(encoding="utf-8") + "\n" + audit_style()


@cache
def audit_style() -> str:
    """Return the style of what stands in an element of class ``audit``, and of nothing else.

    It takes the colours ``--contradicted``, ``--loose``, ``--unchecked`` and ``--holds``, each with
    a ``-ground``, and ``--paper``, ``--sheet``, ``--ink``, ``--quiet``, ``--line`` and ``--accent``
    from around it.
    """
    return (_FOLDER / "audit.css").read_text(encoding="utf-8")


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)

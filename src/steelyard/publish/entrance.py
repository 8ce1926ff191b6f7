"""The first page of a site: it leads on to a language, by itself or by a click."""

from __future__ import annotations

from steelyard.i18n import LANGUAGES
from steelyard.publish.layout.page import LANGUAGE_NAMES, environment
from steelyard.publish.layout.policy import POLICY

__all__ = ["entrance"]


def entrance(tag: str) -> str:
    """Return ``index.html`` of the site, which leads on to the language ``tag``."""
    template = environment().get_template("layout/entrance.html.jinja")
    languages = [(one, LANGUAGE_NAMES[one]) for one in LANGUAGES]
    return template.render(tag=tag, languages=languages, policy=POLICY)

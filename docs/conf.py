"""How Sphinx builds the documentation: without network, a warning is an error."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.highlighting import lexer_classes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
os.environ["LANG"] = "C.UTF-8"  # the program speaks English where the pages quote it

# Only now can the project itself be imported, and in English.
from docs.reference import filled  # noqa: E402
from steelyard import __version__  # noqa: E402

project = "Steelyard"
author = "The Steelyard contributors"
copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
]
exclude_patterns = ["_build", "bench.md", "examples"]

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_attr_annotations = False

copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True
copybutton_line_continuation_character = "\\"

html_theme = "furo"
html_title = f"Steelyard {release}"
html_copy_source = False
html_show_sphinx = False

language = "en"
locale_dirs = ["locale"]
gettext_compact = False
gettext_uuid = False


def _fill(_app: Sphinx, _page: str, source: list[str]) -> None:
    source[0] = filled(source[0])


def setup(app: Sphinx) -> None:
    """Fill in the parts of pages that are made from the program."""
    app.connect("source-read", _fill)
    lexer_classes["csv"] = lexer_classes["none"]

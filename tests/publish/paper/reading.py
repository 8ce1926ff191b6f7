"""Reading papers back: their text, language, tags, as a program for the blind would."""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PdfReader

__all__ = ["catalogue", "info", "structure", "text", "words"]

_INVISIBLE = re.compile("[\u200b\u2060\u2068\u2069]")


def text(pdf: bytes) -> str:
    """The text of all pages."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def words(pdf: bytes) -> str:
    """The text of all pages without spaces and line ends, which a typesetter may choose."""
    return re.sub(r"\s", "", _INVISIBLE.sub("", text(pdf)))


def catalogue(pdf: bytes) -> Any:
    """The root of the document."""
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def info(pdf: bytes) -> Any:
    """Title and the like."""
    return PdfReader(io.BytesIO(pdf)).metadata


def structure(pdf: bytes) -> list[str]:
    """The kinds of all elements of the tree of tags, in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(catalogue(pdf)["/StructTreeRoot"]["/K"])
    return found

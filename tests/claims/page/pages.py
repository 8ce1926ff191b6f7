"""A page read back, for tests of what is in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "hr", "input", "source"}


@dataclass
class Element:
    """An element with its attributes and what is in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, tag: str | None = None, of_class: str | None = None) -> list[Element]:
        """Return the elements below of a tag, of a class."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                fits = tag in (None, child.tag)
                if fits and (of_class is None or of_class in child.classes):
                    found.append(child)
                found += child.all(tag, of_class)
        return found

    def one(self, tag: str | None = None, of_class: str | None = None) -> Element:
        """Return the only such element."""
        (found,) = self.all(tag, of_class)
        return found

    @property
    def classes(self) -> list[str]:
        """The classes of the element."""
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """The text in it."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return "".join(parts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _value in attrs}) == len(attrs), "an attribute stands twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: str) -> Element:
    """Return the root of a page whose elements are all closed, in order."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root], "an element is left open"
    return reader.root

"""The pages of an audit: what is in them, and what must never be."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import steelyard.claims.page
from steelyard.claims.found import Span
from steelyard.claims.outcome import Audit
from steelyard.claims.page import LANGUAGE_FILES, write_pages
from steelyard.claims.page.wording import wording
from steelyard.claims.page.write import render
from steelyard.i18n import language, set_language
from tests.claims.by_hand import TEXT, audit_of, brands, checked, figure, share
from tests.claims.page.pages import Element, read


@pytest.fixture(scope="module")
def page() -> Element:
    return read(render(brands(), "en"))


def ids(page: Element) -> list[str]:
    return [one.attributes["id"] for one in page.all() if "id" in one.attributes]


def test_there_is_a_page_for_each_language_and_an_index(tmp_path: Path) -> None:
    set_language("zh-Hans")
    try:
        written = write_pages(brands(), tmp_path / "new" / "folder")
        assert language() == "zh-Hans"
    finally:
        set_language(None)
    names = ["index.html", "en.html", "zh-Hant.html", "zh-Hans.html"]
    assert [file.name for file in written] == names
    assert (written[0].read_bytes(), b"\r") == (written[3].read_bytes(), b"\r")
    for tag, file in LANGUAGE_FILES.items():
        root = read((tmp_path / "new" / "folder" / file).read_text(encoding="utf-8"))
        assert root.one("html").attributes["lang"] == tag


def test_the_same_audit_gives_the_same_bytes() -> None:
    assert render(brands(), "en") == render(brands(), "en")


@pytest.mark.parametrize("tag", LANGUAGE_FILES)
def test_each_page_leads_to_the_others(tag: str) -> None:
    links = read(render(brands(), tag)).one("nav").all("a")
    assert [link.attributes["href"] for link in links] == list(LANGUAGE_FILES.values())
    current = [link.attributes["lang"] for link in links if "aria-current" in link.attributes]
    assert current == [tag]


def test_no_id_stands_twice(page: Element) -> None:
    assert [name for name, count in Counter(ids(page)).items() if count > 1] == []


def test_every_link_within_the_page_leads_somewhere(page: Element) -> None:
    targets = {one.attributes["href"] for one in page.all("a")}
    inside = {target.removeprefix("#") for target in targets if target.startswith("#")}
    assert len(inside) > 10
    assert inside <= set(ids(page))


def test_every_label_that_is_referred_to_is_there(page: Element) -> None:
    named = [one.attributes.get("aria-labelledby") for one in page.all()]
    assert {name for name in named if name} <= set(ids(page))


def test_nothing_is_loaded_and_nothing_runs(page: Element) -> None:
    assert not page.all("script") + page.all("img") + page.all("iframe") + page.all("object")
    assert all(link.attributes["rel"] == "alternate" for link in page.all("link"))
    for one in page.all():
        assert not [name for name in one.attributes if name.startswith("on") or name == "style"]
        assert "src" not in one.attributes
    style = page.one("style").text
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_lets_in_the_style_and_nothing_else(page: Element) -> None:
    (policy,) = [
        one.attributes["content"]
        for one in page.all("meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    digest = hashlib.sha256(page.one("style").text.encode()).digest()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{base64.b64encode(digest).decode()}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_policy_comes_before_the_style() -> None:
    text = render(brands(), "en")
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_every_fixed_text_is_used() -> None:
    room = Path(steelyard.claims.page.__file__).parent
    text = "".join(file.read_text("utf-8") for file in sorted(room.glob("*.jinja")))
    assert [name for name in wording() if f"said.{name}" not in text] == []


def test_there_are_the_landmarks_and_one_heading_of_the_first_level(page: Element) -> None:
    for tag in ("header", "nav", "main", "footer", "h1"):
        page.one(tag)
    assert page.one("h1").text == "World Brand 500, as printed"


def test_no_level_of_headings_is_skipped(page: Element) -> None:
    levels = [int(one.tag[1]) for one in page.all() if one.tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_section_has_a_name(page: Element) -> None:
    assert all("aria-labelledby" in one.attributes for one in page.all("section"))


def test_the_first_link_leads_past_the_header(page: Element) -> None:
    assert page.all("a")[0].attributes["href"] == "#content"
    assert page.one("main").attributes["id"] == "content"


def test_the_table_has_a_caption_and_scopes(page: Element) -> None:
    table = page.one("table")
    assert table.one("caption").text
    assert {head.attributes["scope"] for head in table.one("thead").all("th")} == {"col"}
    rows = table.one("tbody").all("tr")
    assert len(rows) == 10
    assert all(row.one("th").attributes["scope"] == "row" for row in rows)
    assert all(len(row.all("td")) == 4 for row in rows)


def test_contradictions_stand_first_in_the_table(page: Element) -> None:
    rows = page.one("tbody").all("tr")
    assert [row.attributes["class"] for row in rows[:6]] == ["contradicted"] * 5 + ["holds"]


def test_each_count_has_its_sign_and_its_words(page: Element) -> None:
    counts = [" ".join(one.text.split()) for one in page.one("ul", "counts").all("li")]
    assert counts == [
        "✗ 5 contradicted",
        "≈ 1 possible within rounding",
        "⌊ 1 holds if truncated",
        "? 1 cannot be checked",
        "✓ 2 holds",
    ]


def test_the_text_is_there_in_full_besides_the_notes(page: Element) -> None:
    text = page.one("div", "text")
    for note in text.all("sup") + text.all("span", "unseen"):
        note.children = []
    lines = [paragraph.text for paragraph in text.all("p")]
    assert lines == [line for line in TEXT.split("\n") if line.strip()]


def test_each_figure_carries_verdict_sign_number_and_words() -> None:
    text = read(render(brands(), "en")).one("div", "text")
    (figure_,) = [one for one in text.all("a") if one.text.startswith("15.9%")]
    assert figure_.classes == ["figure", "contradicted"]
    assert figure_.text == "15.9%\N{WORD JOINER}✗4 (contradicted)"
    assert figure_.attributes["href"] == "#claim-4"


def test_the_computation_is_one_click_away(page: Element) -> None:
    (card,) = [one for one in page.all("article") if one.attributes["id"] == "claim-4"]
    assert "22,764 億 ÷ 142,000 億 = 16.03%" in card.text
    assert "It should be between 15.99% and 16.07%." in card.text
    assert "#text-4" in {link.attributes["href"] for link in card.all("a")}


def test_a_card_names_the_claims_that_it_was_held_against(page: Element) -> None:
    (card,) = [one for one in page.all("article") if one.attributes["id"] == "claim-4"]
    links = [link.attributes["href"] for link in card.one("p", "against").all("a")]
    assert links == ["#claim-5", "#claim-2"]


def test_a_figure_by_itself_leads_to_its_row(page: Element) -> None:
    (row,) = [one for one in page.all("tr") if one.attributes.get("id") == "claim-3"]
    assert "Mean value of a brand" in row.text


def test_what_a_machine_proposed_says_so(page: Element) -> None:
    said = [one.text for one in page.all("p", "proposed")]
    assert "Proposed by a machine, certainty 87%." in said
    assert "Proposed by a machine, certainty 60%." in said


def test_a_source_without_a_text_is_only_in_the_table() -> None:
    audit = audit_of(checked("x", share("15.6%"), formula="a / b", source="piece"))
    page = read(render(audit, "en"))
    assert page.all("div", "text") == []
    assert page.one("tbody").one("tr").attributes["id"] == "claim-1"


def test_an_audit_without_contradictions_says_so() -> None:
    page = read(render(audit_of(checked("x", share("15.6%"))), "en"))
    assert "No figure is contradicted." in page.text


def test_an_empty_audit_is_a_page() -> None:
    page = read(render(audit_of(), "en"))
    assert "Claims: 0." in page.text


HOSTILE = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "\"' onmouseover=alert(1) x='",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202eevil\u2066",
    "\x1b[2J\x00",
    "&lt;b&gt;",
    "名" * 300,
    "a" * 5000,
    "{printed}",
]


def everywhere(text: str) -> Audit:
    """Return an audit with a text in every place that has one."""
    row = checked(
        "x",
        figure("5"),
        verdict="contradicted",
        title=text,
        words=text,
        quantity="q",
        scope=text,
        note=text,
        source="piece",
        computation=text,
        span=Span(0, len(text)),
    )
    row = type(row)(**{**vars(row), "claim": row.claim.model_copy(update={"printed": text})})
    return audit_of(row, text=f"{text}\n{text}")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    quiet = read(render(everywhere("5"), "en"))
    page = read(render(everywhere(text), "en"))
    assert [one.tag for one in page.all()] == [one.tag for one in quiet.all()]
    assert [list(one.attributes) for one in page.all()] == [
        list(one.attributes) for one in quiet.all()
    ]
    render(everywhere(text), "en").encode()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//x.org", "http://[", "ftp://x.org"]
)
def test_an_address_that_is_none_of_the_web_is_no_link(address: str) -> None:
    audit = brands()
    sources = {
        name: source.model_copy(update={"url": address})
        for name, source in audit.claims.sources.items()
    }
    claims = audit.claims.model_copy(update={"sources": sources})
    page = read(render(Audit(claims, audit.checked), "en"))
    assert page.one("footer").all("a") == []


def test_an_address_of_the_web_is_a_link_that_tells_nobody(page: Element) -> None:
    (link,) = page.one("footer").all("a")
    assert link.attributes == {"href": "https://example.org/list", "rel": "noreferrer noopener"}


@given(
    st.text(st.characters(codec=None), max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
)
def test_any_text_with_any_claims_is_a_page_whose_links_lead_somewhere(
    text: str, pairs: list[tuple[int, int]]
) -> None:
    rows = [
        checked(f"x{at}", figure("5"), source="piece", formula="a", span=Span(*sorted(pair)))
        for at, pair in enumerate(pairs)
    ]
    page = read(render(audit_of(*rows, text=text), "en"))
    inside = [one.attributes["href"][1:] for one in page.all("a") if "#" in one.attributes["href"]]
    assert set(inside) <= set(ids(page))
    assert len(set(ids(page))) == len(ids(page))
    assert {f"claim-{at}" for at in range(1, len(rows) + 1)} <= set(ids(page))

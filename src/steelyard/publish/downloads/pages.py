"""The page of downloads, the tables in all forms, and the pages to be shown on other sites."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from steelyard.evaluation.descriptions import heading
from steelyard.i18n import _, language, message
from steelyard.publish.downloads.archive import archive
from steelyard.publish.downloads.catalogue import FORMS, Table, tables_of
from steelyard.publish.downloads.wording import embed_wording, wording
from steelyard.publish.downloads.workbook import WORKBOOK
from steelyard.publish.figures.drawing import SCRIPTS, Drawing
from steelyard.publish.layout.page import Link, Page
from steelyard.publish.source import PublishedList, Source
from steelyard.publish.tables import MOST_CELLS, as_csv, as_json, as_parquet, as_xlsx

__all__ = ["assets", "links", "pages"]

_PACKAGE = "data/edition.zip"
_DESCRIPTION = "data/datapackage.json"
_EMBEDDED_ROWS = 25
_HEIGHTS = {"chart": 560, "ranking": 720}


def links(source: Source) -> Iterator[Link]:
    """Yield the entry of the navigation."""
    yield Link("downloads", "downloads", _("Downloads"))


def assets(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield every table in every form, and the edition."""
    for table in tables_of(source):
        frame = table.frame(source)
        yield f"data/{table.address}.csv", as_csv(frame)
        yield f"data/{table.address}.parquet", as_parquet(frame)
        yield f"data/{table.address}.json", as_json(frame)
        book = as_xlsx(frame, table.name, table.fields)
        if book is not None:
            yield f"data/{table.address}.xlsx", book
    yield _PACKAGE, archive(source.edition)
    yield _DESCRIPTION, (source.edition.path / "datapackage.json").read_bytes()


def pages(source: Source, draw: Drawing) -> Iterator[Page]:
    """Yield the page of downloads and the embedded pages."""
    embedded = [*_rankings(source), *_charts(draw)]
    yield Page(
        address="downloads",
        title=_("Downloads"),
        section="downloads",
        template="downloads/downloads.html.jinja",
        content={
            "package": _PACKAGE,
            "description": _DESCRIPTION,
            "workbook": f"{language()}/{WORKBOOK}" if source.xlsx else None,
            "report": f"{language()}/report.pdf" if source.pdf else None,
            "tables": [_described(table, source) for table in tables_of(source)],
            "charts": [dict(drawn) for drawn in draw.drawn],
            "embeds": [_snippet(page) for page in embedded],
        },
        said=wording(),
    )
    yield from embedded


def _described(table: Table, source: Source) -> Mapping[str, Any]:
    frame = table.frame(source)
    small = frame.width * frame.height <= MOST_CELLS
    return {
        "name": table.name,
        "title": table.title(source),
        "rows": frame.height,
        "columns": frame.width,
        "files": {
            form: f"data/{table.address}.{form}" for form in FORMS if form != "xlsx" or small
        },
        "fields": [dict(field) for field in table.fields],
    }


def _snippet(page: Page) -> Mapping[str, Any]:
    """Return the lines that show a page within another."""
    height = _HEIGHTS["chart" if "figure" in page.content else "ranking"]
    address = f"{language()}/{page.address}.html"
    return {
        "title": page.title,
        "address": address,
        "lines": f'<iframe src="ADDRESS/{address}" title="{html.escape(page.title)}" '
        f'width="100%" height="{height}" loading="lazy"></iframe>',
    }


def _rankings(source: Source) -> Iterator[Page]:
    """Yield the first of each current list as a page to be embedded."""
    for at, one in enumerate(source.current):
        named = source.list_title(one)
        title = source.scheme.title.render()
        yield Page(
            address="embed/ranking" if at == 0 else f"embed/ranking-{one.address}",
            title=f"{title} · {named}" if named else title,
            section="downloads",
            template="downloads/embedded_ranking.html.jinja",
            content=_first_rows(source, one, "ranking" if at == 0 else f"ranking-{one.address}"),
            said=embed_wording(),
        )


def _first_rows(source: Source, one: PublishedList, address: str) -> Mapping[str, Any]:
    """Return what the embedded table of a list shows."""
    key = source.scheme.units.key
    rows = one.frame.head(_EMBEDDED_ROWS).to_dicts()
    scored = [row["score"] for row in rows if row.get("score") is not None]
    highest = max(scored, default=None)
    return {
        "columns": {name: heading(source.scheme, name) for name in ("rank", "score", key)},
        "unit": source.singular.render() if source.singular else heading(source.scheme, key),
        "of": one.ranked,
        "all": address,
        "caption": str(
            message("The first {count} of {of}", count=len(rows), of=one.ranked)
            if one.ranked > len(rows)
            else message("All {count}", count=len(rows))
        ),
        "rows": [
            {
                "key": str(row[key]),
                "title": source.titles[str(row[key])],
                "address": f"units/{source.addresses[str(row[key])]}",
                "rank": row["rank"],
                "score": row.get("score"),
                "share": row["score"] / highest
                if highest and highest > 0 and row.get("score") is not None
                else None,
                "low": row.get("rank_p05"),
                "middle": row.get("rank_median"),
                "high": row.get("rank_p95"),
            }
            for row in rows
        ],
    }


def _charts(draw: Drawing) -> Iterator[Page]:
    for drawn in draw.drawn:
        yield Page(
            address=f"embed/{drawn['name']}",
            title=drawn["title"],
            section="downloads",
            template="downloads/embedded_chart.html.jinja",
            content={"figure": dict(drawn)},
            said=embed_wording(),
            scripts=SCRIPTS,
        )

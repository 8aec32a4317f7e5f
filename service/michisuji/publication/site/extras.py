"""Files that web servers and search engines expect next to the pages."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from michisuji.errors import StoreConflict
from michisuji.publication.site.fetched import Fetch
from michisuji.publication.site.rewrite import quoted

#: Addresses in a sitemap at most (sitemaps.org).
MOST = 50_000
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def write(
    folder: Path, fetch: Fetch, base_iri: str, site: Iterable[str], beside: Container[str]
) -> list[str]:
    """Write ``404.html``, and ``robots.txt`` and the sitemap unless they exist already.

    The sitemap's addresses are those of the site at ``base_iri``: sitemaps need absolute ones.
    Returns the files written.
    """
    missing = fetch("/site-data/404", "ja")
    if missing.status != 200:
        raise StoreConflict("404ページを作れません", "the page 404.html cannot be made")
    wanted = {"404.html": missing.body}
    pages = sorted(file for file in site if file.endswith(".html"))
    for name, text in _sitemap(base_iri, pages):
        wanted[name] = text.encode()
    wanted["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {base_iri}/sitemap.xml\n".encode()
    made = [name for name in wanted if name not in beside]
    for name in made:
        (folder / name).write_bytes(wanted[name])
    return made


def _sitemap(base_iri: str, pages: list[str]) -> Iterator[tuple[str, str]]:
    """Yield one file, or an index of several if there are too many addresses for one."""
    parts = [pages[i : i + MOST] for i in range(0, len(pages), MOST)] or [[]]
    names = ["sitemap.xml"] if len(parts) == 1 else []
    names = names or [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        listed = "".join(f"<url><loc>{_full(base_iri, page)}</loc></url>\n" for page in part)
        yield name, f"{_XML}<urlset {_SPACE}>\n{listed}</urlset>\n"
    if len(parts) > 1:
        listed = "".join(f"<sitemap><loc>{_full(base_iri, n)}</loc></sitemap>\n" for n in names)
        yield "sitemap.xml", f"{_XML}<sitemapindex {_SPACE}>\n{listed}</sitemapindex>\n"


def _full(base_iri: str, file: str) -> str:
    return escape(f"{base_iri}/{quoted(file)}")

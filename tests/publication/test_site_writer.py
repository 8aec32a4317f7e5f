"""The site's writer on a service of a few pages: what it follows, refuses, leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from michisuji.errors import BadInput
from michisuji.publication import site
from michisuji.publication.site import search
from michisuji.publication.site.jsonld import smaller
from michisuji.settings import Settings

BASE = "https://city.example"
SETTINGS = Settings(base_iri=BASE)
CONTEXT = {"@version": 1.1, "id": "@id", "lm": "https://w3id.org/michisuji/ns#",
           "xsd": "http://www.w3.org/2001/XMLSchema#",
           "year": {"@id": "lm:year", "@type": "xsd:gYear"}, "unused": "lm:unused"}  # fmt: skip


class Service:
    """Pages by address; a page's links follow its language as the real service's do."""

    def __init__(self, **more: str) -> None:
        self.pages = {
            "/": '<h1>入口</h1><a href="/plan">計画</a><a href="/plan?lang=en">English</a>',
            "/plan": '<h1>計画</h1><p id="part">p</p><a href="/doc/program/a">A</a>',
            "/doc/program/a.html": '<p class="kind">事業</p><h1>訓練</h1><a href="/plan#part">',
            "/graph": "<h1>graph</h1>",
        } | {key.replace("_", "/"): text for key, text in more.items()}
        graph = {
            "nodes": {"program/a": ["program", "A", "A", 0, 0]},
            "steps": {},
            "chains": {},
            "figures": {"program/a": {"budget": ["y1", "2,000万円", "¥20 million"]}},
        }
        self.data = {
            "/site-data/graph": json.dumps(graph),
            "/site-data/404": "<h1>404</h1>",
            "/doc/program/a.jsonld": json.dumps({"@context": CONTEXT, "id": "x", "year": "2024"}),
            **{f"/doc/program/a.{form}": form for form in ("ttl", "nt", "rdf", "csv")},
        }
        self.asked: list[str] = []

    def __call__(self, path: str, lang: str) -> site.Fetched:
        self.asked.append(path)
        found = self.pages.get(path) or self.data.get(path)
        return site.Fetched(404 if found is None else 200, "text/html", body=(found or "").encode())


def write(service: Service, folder: Path, **options: int) -> list[str]:
    return site.write(service, SETTINGS, folder, addresses=["/", "/doc/program/a"], **options)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_what_the_explorer_colours_by_is_beside_the_names(tmp_path: Path) -> None:
    write(Service(), tmp_path)
    (file,) = (tmp_path / "data" / "graph").glob("g*.js")
    assert '"figures":{"program/a":{"budget":["y1","2,000万円","¥20 million"]}}' in file.read_text(
        "utf-8"
    )


def test_every_page_is_written_and_what_it_links_to(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = site.write(
        Service(),
        SETTINGS,
        tmp_path,
        addresses=["/", "/doc/program/a"],
        progress=lambda done, known: told.append((done, known)),
    )
    found = contents(tmp_path)
    assert sorted(found) == made
    assert {"index.html", "en/index.html", "plan.html", "en/plan.html", "404.html"} <= found.keys()
    forms = {f"doc/program/a.{form}" for form in ("html", "ttl", "nt", "rdf", "jsonld", "csv")}
    assert forms | {"en/doc/program/a.html", "assets/search.js"} <= found.keys()
    assert b'href="../../plan.html#part"' in found["doc/program/a.html"]
    assert b'<a href="en/plan.html">English' in found["index.html"]
    assert told[-1][0] == told[-1][1]
    assert f"<loc>{BASE}/doc/program/a.html</loc>".encode() in found["sitemap.xml"]
    assert b"Sitemap: https://city.example/sitemap.xml" in found["robots.txt"]


def test_the_same_bytes_each_time_and_with_any_number_of_workers(tmp_path: Path) -> None:
    for name, workers in (("a", 1), ("b", 1), ("c", 2)):
        write(Service(), tmp_path / name, workers=workers)
    assert contents(tmp_path / "a") == contents(tmp_path / "b") == contents(tmp_path / "c")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ('<a href="/what-if?stop=x">w</a>', "plan.html → /what-if?stop=x"),
        ('<a href="/doc/program/none">n</a>', "plan.html → /doc/program/none.html (404)"),
        ('<a href="/doc/program/a#none">n</a>', "plan.html → doc/program/a.html#none"),
        ('<a href="#none">n</a>', "plan.html → #none"),
        ('<a href="/dumps/none.gz">n</a>', "plan.html → /dumps/none.gz"),
        ('<form action="/sparql">n</form>', "plan.html → /sparql"),
        ('<img src="/static/none.png" alt="">', "plan.html → /static/none.png (404)"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused_with_its_page(
    tmp_path: Path, page: str, told: str
) -> None:
    # The part that index links to is kept, so that nothing else is wrong.
    with pytest.raises(BadInput) as refused:
        write(Service(_plan=f'<h1>p</h1><p id="part">p</p>{page}'), tmp_path)
    assert told in refused.value.message["en"]
    assert told in refused.value.message["ja"]


def test_files_that_stand_there_are_linked_to_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "all.nq.gz").write_bytes(b"dump")
    (tmp_path / "sitemap.xml").write_bytes(b"own")
    made = write(
        Service(_plan='<h1>p</h1><p id="part">p</p><a href="/dumps/all.nq.gz">d</a>'), tmp_path
    )
    assert (tmp_path / "sitemap.xml").read_bytes() == b"own"
    assert not {"sitemap.xml", "dumps/all.nq.gz"} & set(made)
    assert b'href="../dumps/all.nq.gz"' in (tmp_path / "en" / "plan.html").read_bytes()


def test_an_address_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="/sparql"):
        site.write(Service(), SETTINGS, tmp_path, addresses=["/sparql"])


def test_json_ld_keeps_only_the_context_that_it_uses() -> None:
    document = {"@context": CONTEXT, "id": "x", "year": "2024"}
    made = json.loads(smaller(json.dumps(document).encode()))
    assert made["@context"].keys() == {"@version", "id", "lm", "xsd", "year"}
    assert {key: made[key] for key in ("id", "year")} == {"id": "x", "year": "2024"}
    assert smaller(b"[]") == b"[]"


def test_json_ld_has_one_order() -> None:
    one = {"@context": CONTEXT, "@graph": [{"id": "b", "year": ["2", "1"]}, {"id": "a"}]}
    other = {"@graph": [{"id": "a"}, {"year": ["1", "2"], "id": "b"}], "@context": CONTEXT}
    assert smaller(json.dumps(one).encode()) == smaller(json.dumps(other).encode())
    listed = {"@context": CONTEXT, "year": {"@list": ["2", "1"]}}
    assert json.loads(smaller(json.dumps(listed).encode()))["year"] == {"@list": ["2", "1"]}


def test_names_are_found_by_pairs_of_letters(tmp_path: Path) -> None:
    assert search.normal(" ＡＢＣ  防災 ") == "abc 防災"
    assert search.pairs("防災 ab") == {"防", "災", "防災", "a", "b", "ab"}
    named = [
        search.NamedPage(f"doc/program/p{i}.html", ("事業", "Program"), (f"防災{i}", f"Safety {i}"))
        for i in range(1200)
    ]
    made = search.write(tmp_path, named)
    assert {"data/search/d0.js", "data/search/d1.js", "data/search/d2.js"} <= set(made)
    assert len([name for name in made if "/p" in name]) > 1, "pairs stand in several files"
    rows = json.loads((tmp_path / "data/search/d0.js").read_text().partition(",")[2][:-3])
    assert rows[0] == [0, "program/p0", "防災0", "Safety 0"]

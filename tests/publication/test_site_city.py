"""A city as a static site: every kind of page, no broken link, RDF that says what it should."""

from __future__ import annotations

import json
import random
import re
import urllib.request
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urljoin

import pyoxigraph as ox
import pytest
from michisuji import questions
from michisuji.settings import Settings
from michisuji.web.graph import bulk, collect
from michisuji.web.graph.state import PAGE, Opened
from rdflib import Graph

from tests.static_city import BASE, City, imported, served

RDF = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "ttl": ox.RdfFormat.TURTLE,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
#: Where an own address in full is the name of a thing, not a link for readers.
CANONICAL = {("link", "canonical")}


class Links(HTMLParser):
    """The addresses in a page, by element, its parts, and the language that it says it is in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[tuple[str, str]] = []
        self.parts: set[str] = set()
        self.lang = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = known.get("lang", "")
        if "id" in known:
            self.parts.add(known["id"])
        for name in ("href", "src", "action"):
            if name in known:
                self.addresses.append((f"{tag} {known.get('rel', '')}".strip(), known[name]))


def resources(city: City) -> list[str]:
    prefix = f"{BASE}/id/"
    found = questions.run(city.store, "resources", {"prefix": prefix}, base_iri=BASE)
    return [str(row[0]).removeprefix(prefix) for row in found.rows]


def test_the_city_has_something_of_every_kind(static_city: City) -> None:
    everything = imported(Settings(), whole=True)
    for query in ("SELECT DISTINCT ?kind { ?thing a ?kind }", "SELECT DISTINCT ?g { GRAPH ?g {} }"):
        assert everything.select(query).rows
        assert set(static_city.store.select(query).rows) == set(everything.select(query).rows)


def test_each_resource_has_its_pages_and_its_rdf(static_city: City) -> None:
    files = set(static_city.files)
    named = resources(static_city)
    assert len(named) > static_city.least(7000)
    for reference in named:
        wanted = {f"doc/{reference}.{form}" for form in ("html", "csv", *RDF)}
        assert wanted | {f"en/doc/{reference}.html"} <= files
    on_disk = {
        p.relative_to(static_city.folder).as_posix()
        for p in static_city.folder.rglob("*")
        if p.is_file()
    }
    assert on_disk == files
    assert len({name.lower() for name in files}) == len(files), "capitals tell no files apart"
    assert all(re.fullmatch(r"[A-Za-z0-9._~/-]+", name) for name in files)


def test_rdf_files_say_what_the_store_says(static_city: City) -> None:
    described = questions.get("describe-resource")
    everything: set[ox.Triple] = set()
    for reference in resources(static_city):
        query = described.bind(BASE, {"node": f"{BASE}/id/{reference}"}, "ja")
        found = static_city.store.data.query(query)
        assert isinstance(found, ox.QueryTriples)
        said = set(found)
        for form, kind in RDF.items():
            path = static_city.folder / f"doc/{reference}.{form}"
            base = f"{BASE}/doc/{reference}"
            parsed = {quad.triple for quad in ox.parse(path.read_bytes(), kind, base_iri=base)}
            assert parsed == said, path
        everything |= said
    stated = {
        quad.triple
        for quad in static_city.store.data.quads_for_pattern(None, None, None, ox.DefaultGraph())
        if str(quad.subject.value).startswith(f"{BASE}/id/")
    }
    assert len(stated) > static_city.least(30_000)
    assert stated <= everything


# rdflib's own parser of JSON-LD uses what rdflib calls deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_another_reader_reads_the_same(static_city: City) -> None:
    chosen = random.Random(5).sample(resources(static_city), 60)
    for reference in chosen:
        base = static_city.folder / "doc" / reference
        own = Graph().parse(f"{base}.nt", format="nt")
        for form, name in (("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")):
            assert set(Graph().parse(f"{base}.{form}", format=name)) == set(own), (reference, form)


def test_no_link_is_broken(static_city: City) -> None:
    pages, missing, outside = crawl(static_city)
    assert not missing
    assert pages == {name for name in static_city.files if name.endswith(".html")} - {"404.html"}
    assert not {where for where in outside if BASE in where[1] or "localhost" in where[1]}


def crawl(city: City) -> tuple[set[str], list[tuple[str, str]], set[tuple[str, str]]]:
    """Pages reached from the first and from the sitemap (not everything is linked to: values of
    indicators are found by search), links that lead nowhere, and addresses of elsewhere."""
    sitemap = (city.folder / "sitemap.xml").read_text("utf-8")
    listed = re.findall(r"<loc>([^<]*)</loc>", sitemap)
    files = set(city.files)
    todo = ["index.html", *(unquote(one.removeprefix(BASE + "/")) for one in listed)]
    seen = set(todo)
    parts: dict[str, set[str]] = {}
    wanted: list[tuple[str, str, str]] = []
    missing: list[tuple[str, str]] = [(one, one) for one in todo if one not in files]
    outside: set[tuple[str, str]] = set()
    while todo:
        page = todo.pop()
        if not page.endswith(".html"):
            continue
        links = Links((city.folder / page).read_text("utf-8"))
        assert links.lang == ("en" if page.startswith("en/") else "ja")
        parts[page] = links.parts
        for where, to in links.addresses:
            file, part = leads_to(page.rpartition("/")[0], to)
            if file is None:
                if tuple(where.split(" ", 1)) not in CANONICAL:
                    outside.add((page, to))
                continue
            file = file or page
            if to.startswith("/") or file not in files:
                missing.append((page, to))
            elif file not in seen:
                seen.add(file)
                todo.append(file)
            if part and file.rpartition("/")[2] != "graph.html":
                wanted.append((page, file, part))
    missing += [(p, f"{to}#{part}") for p, to, part in wanted if part not in parts.get(to, ())]
    return set(parts), missing, outside


@cache
def leads_to(folder: str, address: str) -> tuple[str | None, str]:
    """The file that an address means in the pages of a folder, as a browser takes it, and the part
    of it: "" for the page itself, None for another place. A query is taken for part of the name."""
    root = "http://site.invalid/"
    whole, part = urldefrag(urljoin(f"{root}{folder}/" if folder else root, address))
    if not address.partition("#")[0]:
        return "", unquote(part)
    return (unquote(whole.removeprefix(root)) if whole.startswith(root) else None), unquote(part)


def test_a_plain_web_server_has_each_kind_of_file(static_city: City) -> None:
    """Names are such that a server takes them as they are: one of each folder and form is asked."""
    kinds: dict[tuple[str, str], str] = {}
    for name in static_city.files:
        kinds.setdefault((name.rpartition("/")[0], name.rpartition(".")[2]), name)
    assert len(kinds) > 150
    with served(static_city.folder) as address:
        for name in kinds.values():
            with urllib.request.urlopen(
                f"{address}/{quote(name, safe='/~')}", timeout=60
            ) as answer:
                assert answer.read() == (static_city.folder / name).read_bytes(), name
                is_page = name.endswith(".html")
                assert (answer.headers.get_content_type() == "text/html") is is_page, name


def test_the_own_host_stands_only_where_a_name_is_meant(static_city: City) -> None:
    meant = re.compile(
        r'<code class="iri">[^<]*</code>|<link rel="canonical"[^>]*>'
        r'|<script type="application/(?:ld\+)?json"[^>]*>.*?</script>|<pre.*?</pre>'
        r'|<span class="severity[^>]*>[^<]*</span>[^<]*',  # what a finding says of its node
        re.DOTALL,
    )
    for name in (name for name in static_city.files if name.endswith(".html")):
        text = (static_city.folder / name).read_text("utf-8")
        assert "localhost" not in text
        assert "127.0.0.1" not in meant.sub("", text), name
        assert text.count('http-equiv="Content-Security-Policy"') == 1, name


def loaded(path: Path) -> object:
    """What a script of data hands over."""
    text = path.read_text("utf-8")
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])


def test_the_index_knows_every_resource_by_its_name(static_city: City) -> None:
    folder = static_city.folder / "data" / "search"
    rows = [row for path in folder.glob("d*.js") for row in loaded(path)]  # type: ignore[attr-defined]
    listed = {row[1] for row in rows}
    assert listed >= set(resources(static_city))
    # Beside them parts of data sets, which the catalog tells of.
    assert all(name.startswith("dataset/") for name in listed - set(resources(static_city)))
    program = next(row for row in rows if row[1] == "program/mihon-010101")
    about = loaded(folder / "about.js")
    assert isinstance(about, dict)
    assert about["kinds"][program[0]] == ["事業", "Program"]
    assert about["documents"] == len(rows)
    assert max(path.stat().st_size for path in folder.iterdir()) < 300_000


def test_the_explorer_is_given_the_steps_that_the_service_finds(static_city: City) -> None:
    told = bulk.everything(static_city.store, BASE)
    chosen = random.Random(11).sample(sorted(told.steps), 120)
    chosen += [f"{BASE}/id/program/mihon-010101", f"{BASE}/id/unit/mihon-d-health"]
    for iri in chosen:
        live = collect.neighbours(static_city.store, Opened(iri, 60), BASE, "ja")
        own = [(n.node.iri, n.property.rpartition("#")[2], n.inward) for n in live.neighbours]
        steps = [(s.other, s.relation, s.inward) for s in told.steps[iri]]
        assert set(steps) == set(own), iri
        assert list(dict.fromkeys(s[0] for s in steps)) == list(dict.fromkeys(o[0] for o in own))
        assert live.total == len({s[0] for s in steps})
    assert max(len(steps) for steps in told.steps.values()) > PAGE


def test_chains_are_those_of_the_models(static_city: City) -> None:
    told = bulk.everything(static_city.store, BASE)
    assert len(told.chains) > static_city.least(60)
    for owner in sorted(told.chains):
        found = questions.run(
            static_city.store, "program-model-links", {"owner": owner}, base_iri=BASE
        )
        live = {(str(row["from"]), str(row["to"])) for row in found.dicts()}
        assert set(told.chains[owner]) == live


def shards(folder: Path) -> Iterator[Path]:
    yield from (p for p in (folder / "data" / "graph").glob("g*.js"))


def test_the_explorers_files_are_small_and_whole(static_city: City) -> None:
    steps: dict[str, list[list[object]]] = {}
    for path in shards(static_city.folder):
        part = loaded(path)
        assert isinstance(part, dict)
        assert path.stat().st_size < 300_000
        steps |= part["steps"]
        assert {step[0] for own in part["steps"].values() for step in own} <= part["nodes"].keys()
    assert steps.keys() >= set(resources(static_city))


@pytest.mark.parametrize("name", ["robots.txt", "sitemap.xml", "404.html"])
def test_what_web_servers_look_for(static_city: City, name: str) -> None:
    text = (static_city.folder / name).read_text("utf-8")
    if name == "sitemap.xml":
        assert text.count("<loc>") == sum(f.endswith(".html") for f in static_city.files) - 1
    if name == "404.html":
        assert not Links(text).addresses, "it is shown for an address of any depth"

"""The spine's benchmark: ``make benchmark`` prints tables of ratios, all taken in one run.

Import against Oxigraph's own load of the same statements; each question over the gateway against
the raw engine; pages and graph expansion at ×1 and at ×10 of the data. With the national review in
``../shared/rs2024`` (or ``--national FOLDER``) it is the data, else the sample city.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import urllib3
from michisuji import questions
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.opening import open_store

from tests.benchmarks.corpus import BASE, batch_of, bulk_load, write_nquads
from tests.benchmarks.measure import median_ms, seconds, table
from tests.browser.conftest import free_port

HTTP = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=5, read=120))
JSON = "application/sparql-results+json"

#: What the questions and pages are asked about, in each corpus.
SUBJECTS: dict[str, dict[str, str]] = {
    "rs": {"program": "id/program/rs-3339"},
    "mihon": {"program": "id/program/mihon-010101"},
}
#: Things around that program, by the parameter that asks for them.
AROUND = """
PREFIX lm: <https://w3id.org/michisuji/ns#>
SELECT ?unit ?target WHERE {
  <%s> lm:leadUnit ?unit .
  ?model lm:modelOf <%s> .
  ?target lm:inModel ?model ; a lm:Outcome .
} ORDER BY ?unit ?target LIMIT 1
"""


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, default=Path("../shared/rs2024"))
    parser.add_argument("--copies", type=int, default=10)
    options = parser.parse_args()
    national = options.national if any(options.national.glob("*.zip")) else None
    print(f"data: {'the national review' if national else 'the sample city (no national files)'}")
    with tempfile.TemporaryDirectory(prefix="michisuji-bench-") as folder:
        work = Path(folder)
        (work / "batch").mkdir()
        batch = compare_import(national, work)
        once = Settings(home=work / "once", query_timeout_s=120)
        tenfold = Settings(home=work / "tenfold", query_timeout_s=120)
        fill(tenfold, batch, work, options.copies)
        with service(once) as address:
            compare_questions(once, address, batch.dataset)
            small = time_pages(address, batch.dataset)
        with service(tenfold) as address:
            large = time_pages(address, batch.dataset)
    rows = [[name, small[name], large[name], large[name] / small[name]] for name in small]
    heading = f"×{options.copies} ms"
    print(table("pages and graph expansion", ["page", "×1 ms", heading, "ratio"], rows))


def compare_import(national: Path | None, work: Path) -> Batch:
    """Reading the source, loading it into the store, and the raw loader on the same statements."""
    batches: list[Batch] = []
    read = seconds(lambda: batches.append(batch_of(national, work / "batch")))
    batch = batches[0]
    settings = Settings(home=work / "once", query_timeout_s=120)
    with open_store(settings) as store:
        (work / "vocabulary").mkdir()
        store.replace(import_vocabulary(base_iri=BASE, out_dir=work / "vocabulary")[0])
        load = seconds(lambda: store.replace(batch))
        again = seconds(lambda: store.replace(batch))
    nquads = work / "same.nq"
    statements = write_nquads(batch, nquads)
    raw = seconds(lambda: bulk_load(nquads, work / "raw"))
    nquads.unlink()
    rows: list[list[str | float]] = [
        ["oxigraph load, the same statements", raw, 1.0],
        ["read the source and make triples", read, read / raw],
        ["put them into the store, atomically", load, load / raw],
        ["both: the whole import", read + load, (read + load) / raw],
        ["the same import again", again, again / raw],
    ]
    print(table(f"import ({statements:,} statements)", ["step", "seconds", "ratio"], rows))
    return batch


def fill(settings: Settings, batch: Batch, work: Path, copies: int) -> None:
    """A database with the data ``copies`` times, by the raw loader, and the vocabulary."""
    nquads = work / "many.nq"
    write_nquads(batch, nquads, copies)
    settings.home.mkdir(parents=True)
    bulk_load(nquads, settings.home / "public")
    nquads.unlink()
    (work / "vocabulary-many").mkdir()
    with open_store(settings) as store:
        store.replace(import_vocabulary(base_iri=BASE, out_dir=work / "vocabulary-many")[0])


@contextmanager
def service(settings: Settings) -> Iterator[str]:
    """``michisuji serve`` on the data directory, until it answers."""
    port = free_port()
    env = os.environ | {
        "MICHISUJI_HOME": str(settings.home),
        "MICHISUJI_QUERY_TIMEOUT_S": str(settings.query_timeout_s),
    }
    command = [sys.executable, "-m", "michisuji", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                HTTP.request("GET", address + "/about")
                break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def compare_questions(settings: Settings, address: str, dataset: str) -> None:
    """Each question with its own example (or one of this corpus), gateway against raw engine."""
    port = json.loads((settings.home / "public.engine.json").read_text())["port"]
    engine = f"http://127.0.0.1:{port}/query"
    iri = f"{BASE}/{SUBJECTS[dataset]['program']}"
    with open_store(settings) as store:
        found = next(store.select(AROUND % (iri, iri)).dicts())
    SUBJECTS[dataset] |= {name: str(term) for name, term in found.items()} | dict.fromkeys(
        ("resource", "node", "owner"), iri
    )
    rows: list[list[str | float]] = []
    for name, question in questions.catalogue().items():
        if question.form != "SELECT" or question.audience not in {"planner", "quality"}:
            continue
        text = question.bind(BASE, examples(question, dataset))
        raw = median_ms(lambda text=text: fetch(engine, text))
        gate = median_ms(lambda text=text: fetch(address + "/sparql", text))
        rows.append([name, raw, gate, gate / raw])
    rows.sort(key=lambda row: -float(row[3]))
    print(table("questions", ["question", "raw ms", "gateway ms", "ratio"], rows))


def examples(question: questions.Question, dataset: str) -> dict[str, str]:
    """The required parameters: the question's examples, or things of this corpus in their place."""
    return {
        p.name: SUBJECTS[dataset].get(p.name, p.example) if p.kind == "iri" else p.example
        for p in question.parameters
        if p.required
    }


def fetch(url: str, query: str) -> bytes:
    """POST a query and read the whole answer."""
    answer = HTTP.request(
        "POST",
        url,
        body=query.encode(),
        headers={"Content-Type": "application/sparql-query", "Accept": JSON},
    )
    if answer.status != 200:
        sys.exit(f"{url} answered {answer.status}: {answer.data[:300]!r}\n{query}")
    return answer.data


def time_pages(address: str, dataset: str) -> dict[str, float]:
    """Median milliseconds of pages and of one expansion in the graph explorer."""
    path = SUBJECTS[dataset]["program"].removeprefix("id/")
    program = f"{BASE}/id/{path}"
    pages = {
        "home": "/",
        "plan": "/plan",
        "program with diagram": f"/doc/{path}",
        "program as Turtle": f"/doc/{path}.ttl",
        "search (a frequent word)": f"/search?q={quote('支援')}",
        "search (no hit)": "/search?q=zzzzzzzz",
        "questions": "/questions",
        "kaizen": "/kaizen",
        "graph page": f"/graph?node={quote(program, safe='')}",
        "graph expansion": f"/graph/expand?node={quote(program, safe='')}",
    }
    found = {}
    for name, page in pages.items():
        status = HTTP.request("GET", address + page).status
        if status != 200:
            sys.exit(f"{page} answered {status}")
        found[name] = median_ms(lambda page=page: HTTP.request("GET", address + page))
    return found


if __name__ == "__main__":
    main()

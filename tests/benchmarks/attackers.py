"""Load generators for :mod:`tests.benchmarks.attack`, each a process of its own, behind all others.

``python -m tests.benchmarks.attackers KIND PORT SECONDS``. What is measured is the service, not
who attacks it, so they run at the lowest priority. Each client has an address of its own in
127.0.0.0/8. They end by themselves, and print how often they were answered with which status.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import resource
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote, urlencode

SPARQL_CLIENTS, SLOW_READERS, HEAVY_CLIENTS, BOMBERS = 8, 360, 12, 8
CONNECTIONS, CONNECTION_CLIENTS = 30_000, 10
#: Hostile queries: products, a sort of one, a regular expression, and too deep a nest.
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "(a+)+(b+)+$") || STRLEN(STR(?o)) < 0) }',
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "SELECT * { " + "{" * 6_000 + " ?s ?p ?o " + "}" * 6_000 + " }",
    "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
)
LARGE = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 900000"})
Told = Counter[str]


def main() -> None:
    """Attack."""
    kind, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    os.nice(19)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    told = Told()
    KINDS[kind](port, time.monotonic() + seconds, told)
    print(json.dumps(told))


def connect(port: int, client: str, timeout_s: float = 30) -> HTTPConnection:
    """A connection of a client with an address of its own."""
    return HTTPConnection("127.0.0.1", port, timeout=timeout_s, source_address=(client, 0))


def in_threads(count: int, work: Callable[[int], None]) -> None:
    """Do work in so many threads, each with its number."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ask(
    port: int, client: str, method: str, path: str, body: bytes | None, kind: str, told: Told
) -> None:
    """One request, its status counted."""
    headers = {"Content-Type": kind} if body is not None else {}
    try:
        with closing(connect(port, client)) as connection:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            while answer.read(65_536):
                pass
            told[str(answer.status)] += 1
    except (OSError, HTTPException) as error:
        told[type(error).__name__] += 1


def sparql(port: int, until: float, told: Told) -> None:
    """Hostile queries in a loop."""

    def work(number: int) -> None:
        for query in itertools.islice(itertools.cycle(HOSTILE), number, None):
            if time.monotonic() > until:
                return
            body = urlencode({"query": query}).encode()
            form = "application/x-www-form-urlencoded"
            ask(port, f"127.1.1.{number + 1}", "POST", "/sparql", body, form, told)

    in_threads(SPARQL_CLIENTS, work)


def slow(port: int, until: float, told: Told) -> None:
    """Readers that ask for much and take a few bytes now and then."""
    readers: list[socket.socket] = []
    for number in range(SLOW_READERS):
        with suppress(OSError):
            readers.append(_ask_for_much(port, f"127.1.2.{number % 12 + 1}"))
            told["asked"] += 1
    while time.monotonic() < until:
        for reader in readers:
            with suppress(OSError):
                told["bytes"] += len(reader.recv(100))
        time.sleep(0.5)
    for reader in readers:
        reader.close()


def _ask_for_much(port: int, client: str) -> socket.socket:
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    reader.settimeout(10)
    reader.bind((client, 0))
    reader.connect(("127.0.0.1", port))
    reader.sendall(f"GET {LARGE} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode())
    reader.setblocking(False)
    return reader


def heavy(port: int, until: float, told: Told) -> None:
    """Pages that have to be computed, each with an address that nobody has asked for before."""

    def work(number: int) -> None:
        for path in heavy_paths(random.Random(number)):
            if time.monotonic() > until:
                return
            ask(port, f"127.1.3.{number + 1}", "GET", path, None, "", told)

    in_threads(HEAVY_CLIENTS, work)


def heavy_paths(chance: random.Random) -> Iterator[str]:
    """Addresses of analyses and searches, without end."""
    words = [
        "支援",
        "整備",
        "推進",
        "事業",
        "対策",
        "研究",
        "教育",
        "防災",
        "福祉",
        "医療",
        "農業",
        "観光",
        "環境",
        "交通",
        "住宅",
    ]
    while True:
        two = f"{chance.choice(words)} {chance.choice(words)}{chance.randrange(1_000)}"
        measure = f"{chance.randrange(1, 7):02}0{chance.randrange(1, 4)}"
        program = f"id/program/mihon-{measure}01"
        other = f"id/program/mihon-{chance.randrange(1, 7):02}0102"
        share, year = chance.randrange(1, 100), chance.randrange(2021, 2027)
        rank = chance.choice(("budget", "executed", "paths", "shortest", "confidence", "name"))
        yield f"/search?q={quote(two)}"
        yield f"/what-if?cut={quote(f'{program}:{share}')}&stop={quote(other)}"
        yield f"/what-if/compare?cut={quote(f'{program}:{share}')}&stop_b={quote(other)}"
        yield f"/years?before=2024&after={chance.choice((2025, 2026))}"
        yield f"/years?node={quote(program)}&before=2024&after={chance.choice((2025, 2026))}"
        yield f"/similar?node={quote(program)}&limit={share % 50 + 1}"
        yield f"/impact?target=id/measure/mihon-{measure}&rank={rank}&money_year={year}"
        yield f"/money-flow?scope=id/measure/mihon-{measure}&money_year={year}"
        yield f"/validity?scope=id/measure/mihon-{measure}"
        yield f"/api/analysis/chains?as_of={chance.choice((2024, 2025, 2026))}"
        yield f"/api/analysis/similar?node={quote(program)}&limit={share % 50 + 1}&format=xlsx"


def bombs(port: int, until: float, told: Told) -> None:
    """Deep and large bodies where changes are checked."""
    deep = b"[" * 140_000 + b"]" * 140_000
    turtle = "<urn:a> <urn:b> " + "[ <urn:c> " * 20_000 + "1" + " ]" * 20_000 + " ."
    bodies = (
        ("application/json", deep),
        ("application/json", json.dumps({"add": turtle[:290_000]}).encode()),
        ("application/json", json.dumps({"add": "<urn:a> <urn:b> " + "(" * 250_000}).encode()),
        ("application/json", b'{"add":' * 40_000),
        ("application/rdf-patch", b"A <urn:a> <urn:b> " + b'"' * 200_000),
        ("application/json", json.dumps({"add": "<urn:a> <urn:b> 1 .\n" * 14_000}).encode()),
    )

    def work(number: int) -> None:
        for kind, body in itertools.islice(itertools.cycle(bodies), number, None):
            if time.monotonic() > until:
                return
            ask(port, f"127.1.4.{number + 1}", "POST", "/api/check", body, kind, told)

    in_threads(BOMBERS, work)


def connections(port: int, until: float, told: Told) -> None:
    """Connections that ask nothing, as many as there may be, held until the end."""
    held: list[socket.socket] = []
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 100
    for number in range(CONNECTIONS):
        if time.monotonic() > until:
            break
        made = socket.socket()
        made.settimeout(1)
        try:
            made.bind((f"127.1.5.{number % CONNECTION_CLIENTS + 1}", 0))
            made.connect(("127.0.0.1", port))
            told["opened"] += 1
        except OSError as error:
            told[type(error).__name__] += 1
        held.append(made)
        if len(held) > limit:
            held.pop(0).close()
    time.sleep(max(0.0, until - time.monotonic()))
    for one in held:
        one.close()


KINDS: dict[str, Callable[[int, float, Told], None]] = {
    "sparql": sparql,
    "slow": slow,
    "heavy": heavy,
    "bombs": bombs,
    "connections": connections,
}

if __name__ == "__main__":
    main()

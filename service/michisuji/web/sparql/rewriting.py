"""Graphs in formats that are written from the whole graph, within the limits of a query.

JSON-LD with our context takes rdflib half a minute for 200,000 triples, in which no page would be
answered: any but small graphs are written by a separate process, which is killed at its limits.
"""

from __future__ import annotations

import os
import subprocess
import sys

from michisuji.errors import QueryTimeout
from michisuji.settings import Settings
from michisuji.store.engine.oxigraph_binary import environment, memory_limit
from michisuji.store.failures import query_out_of_memory
from michisuji.store.readers.worker import limit_memory
from michisuji.web.http.serialize import serialize, unfit

#: Up to this size it is written in the page's own process, bytes of N-Triples.
SMALL = 100_000
_UNFIT = 3
#: After pages and queries.
_NICE = 10


def rewritten(ntriples: bytes, media_type: str, settings: Settings) -> bytes:
    """Serialize a graph in a media type.

    Raises NotAcceptable, QueryTimeout, OutOfMemory.
    """
    if len(ntriples) <= SMALL:
        return serialize(ntriples, media_type)
    memory = memory_limit(settings.query_memory_bytes, settings.max_queries)
    command = [sys.executable, "-m", "michisuji.web.sparql.rewriting", media_type, str(memory)]
    # None of our secrets, only where this program was found.
    path = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    try:
        done = subprocess.run(
            command,
            input=ntriples,
            capture_output=True,
            timeout=settings.query_timeout_s,
            env=environment() | path,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _timeout(media_type, settings) from error
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _UNFIT:
        raise unfit(media_type)
    raise query_out_of_memory(memory)


def _timeout(media_type: str, settings: Settings) -> QueryTimeout:
    limit = settings.query_timeout_s
    return QueryTimeout(
        f"結果を {media_type} に書き直すのに、制限時間の{limit}秒を超えました",
        f"rewriting the result as {media_type} exceeded the time limit of {limit} s",
        hint_ja="ttl (text/turtle) か nt (application/n-triples) で取り出すか、分けてください",
        hint_en="request it as ttl (text/turtle) or nt (application/n-triples), or in parts",
    )


def main() -> None:
    """Rewrite standard input: ``python -m … MEDIA_TYPE MEMORY_BYTES``."""
    from michisuji.errors import NotAcceptable

    os.nice(_NICE)
    limit_memory(int(sys.argv[2]))
    try:
        sys.stdout.buffer.write(serialize(sys.stdin.buffer.read(), sys.argv[1]))
    except NotAcceptable:
        sys.exit(_UNFIT)


if __name__ == "__main__":
    main()

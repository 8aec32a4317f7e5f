"""The graph explorer's data: the neighbours of each resource, in files of some resources each.

The service returns all of it at once (see web/running/static_site.py); here it is split into
scripts. A file lists the neighbours of its resources, and the kind and name of everything it
mentions, so that opening a resource loads one file.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from michisuji.errors import StoreConflict
from michisuji.publication.site import scripts
from michisuji.publication.site.fetched import Fetched
from michisuji.publication.site.file_names import doc_file

#: Resources in a file, about.
IN_FILE = 64


def write(folder: Path, answer: Fetched) -> list[str]:
    """Write the explorer's data below ``data/graph`` and return the files.

    ``answer`` is JSON: ``nodes`` (reference → [kind, name in Japanese, in English, each split into
    lines or 0 if it is short]), ``steps`` (reference → [[other, relation, 1 if inward], …] in
    display order), ``chains`` (program or measure → [[from, to], …]) and ``figures`` (reference →
    measure → [step, words in Japanese, in English]). A reference is ``KIND/REF``.
    """
    if answer.status != 200:
        raise StoreConflict("グラフのデータを読めません", "the explorer's data cannot be read")
    told: dict[str, Any] = json.loads(answer.body)
    nodes, steps, chains = told["nodes"], told["steps"], told["chains"]
    figures = told["figures"]
    count = max(1, -(-len(nodes) // IN_FILE))
    members: dict[int, list[str]] = defaultdict(list)
    for reference in sorted(nodes):
        members[scripts.shard(reference, count)].append(reference)
    made = [scripts.write(folder, "data/graph/about.js", "graph/about", {"shards": count})]
    for number in range(count):
        own = members[number]
        named = {*own, *(step[0] for one in own for step in steps.get(one, ()))}
        part = {
            "nodes": {one: [*nodes[one], _file(one)] for one in sorted(named) if one in nodes},
            "steps": {one: steps.get(one, []) for one in own},
            "chains": {one: chains[one] for one in own if one in chains},
            "figures": {one: figures[one] for one in sorted(named) if one in figures},
        }
        made.append(scripts.write(folder, f"data/graph/g{number}.js", f"graph/g{number}", part))
    return made


def _file(reference: str) -> str:
    """Return a resource's page relative to the pages of a language."""
    kind, _, name = reference.partition("/")
    return doc_file(kind, name, "html")

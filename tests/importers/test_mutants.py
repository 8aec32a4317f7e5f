"""Spoilt files of every format: told as an error that people can act on, in bounded time.

``MUTANTS=1000 pytest tests/importers/test_mutants.py`` tries the whole number.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from michisuji.errors import MichisujiError
from michisuji.importers.city.toml import import_toml
from michisuji.importers.rdf import import_rdf
from michisuji.importers.rs import import_rs
from michisuji.quality.change.patches import from_json, from_rdf_patch
from michisuji.quality.check.files import read_files
from michisuji.store.memory import MemoryStore
from mutants import mutant
from small_city import FILES
from small_years import CHANGES, OLDER

from tests.importers.rs_graph import FIXTURES
from tests.importers.test_rdf_import import BASE, SAME

#: Tried of each kind of input; 1,000 in all with MUTANTS=1000.
COUNT = int(os.environ.get("MUTANTS", "90"))
#: No time to assert, but no test may hang.
HANGS_S = 60

CITY = {**FILES, "years/2025/0101.toml": CHANGES, "years/2024/0101.toml": OLDER}
_CONTEXT = '{"@context": "https://w3id.org/michisuji/context.jsonld", "@graph": [{"id": "id/a/b"}]}'
RICH = {
    **SAME,
    "b.ttl": "@prefix e: <http://e/> .\n"
    "e:a a e:C ; e:p ( 1 2.5 true [ e:q 'x' ] ), '''y\n'''@ja .\n"
    '<id/unit/1> e:p "\\u3042"^^e:t ; e:r <tag:x,2026:y> . # note',
    "b.trig": "@prefix e: <http://e/> . <graph/d/2026> { e:a e:p [ e:q ( 1 ) ] } { e:a e:b 2 }",
    "b.jsonld": _CONTEXT,
    "c.json": '[{"@id": "id/x", "@type": ["http://e/C"],'
    ' "http://e/p": [{"@list": [1, 1.5e3, true]},'
    ' {"@value": "x", "@language": "ja"}], "@reverse": {"http://e/r": {"@id": "id/y"}}}]',
    "b.rdf": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e "http://e/">]><r:RDF '
    'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"><e:C r:about="id/x">'
    '<e:p r:parseType="Collection"><e:D/></e:p><e:q r:datatype="&e;t">1</e:q></e:C></r:RDF>',
}


def _zip(spoilt: int = -1, seed: int = 0) -> bytes:
    """The review's tables in a zip, one of them spoilt."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, path in enumerate(sorted(FIXTURES.glob("*.csv"))):
            data = path.read_bytes()
            archive.writestr(path.name, mutant(seed, data) if number == spoilt else data)
    return body.getvalue()


def _rdf(folder: Path, seed: int) -> None:
    name = sorted(RICH)[seed % len(RICH)]
    path = folder / name
    path.write_bytes(mutant(seed, RICH[name].encode()))
    read_files([path], BASE)
    batch, _ = import_rdf([path], dataset="d", base_iri=BASE, out_dir=folder / "out")
    MemoryStore(BASE).replace(batch)  # what an importer takes, a store takes too


def _toml(folder: Path, seed: int) -> None:
    spoilt = sorted(CITY)[seed % len(CITY)]
    for name, text in CITY.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mutant(seed, text.encode()) if name == spoilt else text.encode())
    batch, _ = import_toml(folder, base_iri=BASE, out_dir=folder / "out")
    MemoryStore(BASE).replace(batch)


def _rs(folder: Path, seed: int) -> None:
    paths = sorted(FIXTURES.glob("*.csv"))
    spoilt = paths[seed % len(paths)]
    for path in paths:
        data = path.read_bytes()
        (folder / path.name).write_bytes(mutant(seed, data) if path == spoilt else data)
    batch, report = import_rs([folder], base_iri=BASE, out_dir=folder / "out")
    assert all(rows.adds_up for rows in report.tables.values())
    MemoryStore(BASE).replace(batch)


def _rs_zip(folder: Path, seed: int) -> None:
    path = folder / "RS_2024.zip"
    path.write_bytes(mutant(seed, _zip()) if seed % 2 else _zip(seed % 7, seed))
    batch, _ = import_rs([path], base_iri=BASE, out_dir=folder / "out")
    MemoryStore(BASE).replace(batch)


def _change(folder: Path, seed: int) -> None:
    for reader, text in (
        (from_json, '{"add": "<http://e/a> <http://e/b> \\"x\\"@ja .", "remove": ""}'),
        (from_rdf_patch, "PA e <http://e/> .\nA <http://e/a> e:b 'x'@ja .\nD e:a e:b 1 .\n"),
    ):
        try:
            reader(mutant(seed, text.encode()).decode("utf-8", "replace"))
        except MichisujiError:
            if reader is from_rdf_patch:
                raise


KINDS: dict[str, Callable[[Path, int], None]] = {
    "rdf": _rdf, "toml": _toml, "rs": _rs, "rs-zip": _rs_zip, "change": _change,
}  # fmt: skip
#: RDF has many syntaxes.
SHARE = {"rdf": 4, "toml": 2, "rs": 1, "rs-zip": 1, "change": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_no_mutant_is_more_than_an_error_to_tell(kind: str, tmp_path: Path) -> None:
    """A mutant is taken, or refused with a message; it never ends in an error of Python's."""
    wanted = COUNT * SHARE[kind] // sum(SHARE.values())
    outcomes = {"taken": 0, "refused": 0}
    for seed in range(wanted):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with _guarded(f"{kind} {seed}"):
            refused = _refused(KINDS[kind], folder, seed)
        outcomes["refused" if refused else "taken"] += 1
        if refused:
            assert refused.message["ja"]
            assert refused.status < 500
            assert len(refused.message["en"]) < 5_000
    print(kind, outcomes)
    assert sum(outcomes.values()) == wanted
    if kind in ("rdf", "rs", "rs-zip"):  # a city is refused for any slip
        assert all(outcomes.values()), outcomes


def _refused(load: Callable[[Path, int], None], folder: Path, seed: int) -> MichisujiError | None:
    try:
        load(folder, seed)
    except MichisujiError as error:
        return error
    return None


@contextmanager
def _guarded(what: str) -> Iterator[None]:
    """Say which mutant it was; end one that hangs."""

    def hangs(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"{what} hangs")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(HANGS_S)
    try:
        yield
    except MichisujiError:
        raise
    except BaseException:
        print(f"the mutant was {what}", file=sys.stderr)
        raise
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_the_same_seed_gives_the_same_mutant() -> None:
    assert mutant(7, b"abc def ghi") == mutant(7, b"abc def ghi")
    assert len({mutant(seed, b"abc def ghi" * 9) for seed in range(50)}) > 45

"""RDF files → the data to check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from michisuji.messages import each, message, text
from michisuji.quality.report import Place, Problem
from michisuji.vocabulary import GraphName, parse_graph_iri

if TYPE_CHECKING:
    import pyoxigraph as ox


#: Characters of a parser's message that are shown: it quotes what it cannot read.
_SHOWN = 300


@dataclass(frozen=True)
class Files:
    """The result of reading files: the data, the text of each file, and unreadable files.

    ``notes`` tell of properties that an earlier version of the ontology named otherwise.
    """

    data: ox.Store
    texts: tuple[tuple[Path, str], ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()


def read_files(paths: Sequence[Path], base_iri: str) -> Files:
    """Read RDF files (format by name) into one graph; relative IRIs are the deployment's.

    Of a dataset's yearly graphs only the latest is taken, and no provenance, as in the default
    graph of a store.
    """
    import pyoxigraph as ox

    from michisuji.importers.rdf.reading import quads
    from michisuji.vocabulary.renamed import Renamed

    renamed: dict[Path, Renamed] = {}
    found: list[Any] = []
    texts: list[tuple[Path, str]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            if path.exists() and not path.is_file():  # reading a pipe would block
                raise OSError("not a file")
            body = path.read_bytes()
            form = _format(path)
            own = list(quads(body, form, base_iri + "/", renamed.setdefault(path, Renamed())))
            if not own:
                raise _Empty("holds no statement")
            found += [_of_file(quad, len(texts)) for quad in own]
            texts.append((path, body.decode("utf-8-sig")))
        except (OSError, ValueError, SyntaxError) as error:
            problems.append(_unreadable(path, error))
    data = ox.Store()
    data.extend(ox.Quad(q.subject, q.predicate, q.object) for q in _current(found, base_iri))
    return Files(data, tuple(texts), tuple(problems), tuple(_notes(renamed)))


def _notes(renamed: Mapping[Path, Counter[str]]) -> Iterable[Problem]:
    from michisuji.vocabulary.renamed import told

    for path, counts in renamed.items():
        for former, count in sorted(counts.items()):
            yield Problem(told("read", former, count=count), Place(str(path)))


def _of_file(quad: Any, number: int) -> Any:
    """Return the statement with blank nodes unique to its file, the same in each run."""
    import pyoxigraph as ox

    def own(term: Any) -> Any:
        return ox.BlankNode(f"f{number}-{term.value}") if isinstance(term, ox.BlankNode) else term

    return ox.Quad(own(quad.subject), quad.predicate, own(quad.object), quad.graph_name)


class _Empty(ValueError):
    """Raised for a file without a statement: checking it means nothing."""


def _format(path: Path) -> Any:
    from michisuji.importers.rdf.reading import FORMATS

    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise ValueError(f"not an RDF file: {' '.join(FORMATS)}")
    return found


def _current(quads: Sequence[Any], base_iri: str) -> Iterable[Any]:
    names: dict[Any, GraphName | None] = {}
    for quad in quads:
        if quad.graph_name not in names:
            iri = getattr(quad.graph_name, "value", "")
            names[quad.graph_name] = parse_graph_iri(base_iri, iri)
    latest: dict[str, int] = {}
    for name in filter(None, names.values()):
        if name.year and not name.provenance:
            latest[name.dataset] = max(name.year, latest.get(name.dataset, 0))

    def wanted(name: GraphName | None) -> bool:
        if name is None:
            return True
        return not name.provenance and name.year in (None, latest.get(name.dataset))

    return (quad for quad in quads if wanted(names[quad.graph_name]))


def _unreadable(path: Path, error: Exception) -> Problem:
    line = getattr(error, "lineno", None)
    reason = each(lambda lang: _reason(error, lang)[:_SHOWN])
    return Problem(
        text("check.unreadable", path=path, reason=reason),
        Place(str(path), line if isinstance(line, int) else None),
    )


def _reason(error: Exception, lang: str) -> str:
    from michisuji.importers.rdf.bounds import TooMuch

    if isinstance(error, _Empty):
        return message("check.no_triple", lang)
    return error.ja if isinstance(error, TooMuch) and lang == "ja" else str(error)

"""No broken link goes out: every link of the site has its file, and that file the part meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from michisuji.errors import BadInput
from michisuji.publication.site.file_names import SiteFile
from michisuji.publication.site.rewrite import ids

#: So many of the broken links are told.
_TOLD = 20


@dataclass
class Done:
    """What a worker tells of a file that it wrote: its links, addresses that no file stands for,
    and its kind and name if it is a page. ``wrong``: why it could not be written. ``left_out``: XML
    cannot hold it (control characters, a property without an XML name); no page links to it."""

    file: str
    links: set[SiteFile] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    kind: str = ""
    name: str = ""
    wrong: str = ""
    left_out: bool = False


def check(found: Mapping[str, Done], folder: Path, beside: frozenset[str]) -> None:
    """Raise BadInput with a list (page → address) when a link leads nowhere.

    ``beside``: files of the bundle that are not the site's own.
    """
    wrong = sorted({*_missing(found, beside), *_parts(found, folder)})
    if not wrong:
        return
    lines = [f"{file} → {address}" for file, address in wrong[:_TOLD]]
    if len(wrong) > _TOLD:
        lines.append("…")
    told = "\n".join(lines)
    raise BadInput(
        f"行き先のないリンクがあるため、サイトを作りませんでした({len(wrong)}件)\n{told}",
        f"the site was not made: links that lead nowhere ({len(wrong)})\n{told}",
    )


def _missing(found: Mapping[str, Done], beside: frozenset[str]) -> Iterator[tuple[str, str]]:
    for file, done in found.items():
        if done.wrong:
            yield file, done.wrong
        for address in done.unknown:
            yield file, address
        for to in done.links:
            there = found.get(to.file)
            if to.file not in beside and (there is None or there.wrong or there.left_out):
                yield file, there.wrong if there and there.wrong else to.file


def _parts(found: Mapping[str, Done], folder: Path) -> Iterator[tuple[str, str]]:
    """Links to a part of another page that is not there; the explorer's hold what it opens."""
    known: dict[str, set[str]] = {}
    for file, done in found.items():
        for to in _with_parts(done.links):
            if to.file in found and not found[to.file].wrong:
                if to.file not in known:
                    known[to.file] = ids((folder / to.file).read_text("utf-8"))
                if to.fragment not in known[to.file]:
                    yield file, f"{to.file}#{to.fragment}"


def _with_parts(links: Iterable[SiteFile]) -> list[SiteFile]:
    return [to for to in links if to.fragment and to.file.rpartition("/")[2] != "graph.html"]

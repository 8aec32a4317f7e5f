"""Link check of the site: every link must have a file, and that file the fragment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from michisuji.errors import BadInput
from michisuji.publication.site.file_names import SiteFile
from michisuji.publication.site.rewrite import ids

#: Number of broken links that are listed.
_TOLD = 20


@dataclass
class Done:
    """A worker's report on a file that it wrote.

    It holds the file's links, addresses without a file, and for a page its kind and name. ``wrong``
    is the reason why it could not be written. ``left_out`` marks a document that XML cannot hold
    (control characters, a property without an XML name); no page links to it.
    """

    file: str
    links: set[SiteFile] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    kind: str = ""
    name: str = ""
    wrong: str = ""
    left_out: bool = False


def check(found: Mapping[str, Done], folder: Path, beside: frozenset[str]) -> None:
    """Raise BadInput with a list (page → address) when a link is broken.

    ``beside`` are files of the bundle that are not the site's own.
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
        f"the site was not made: broken links ({len(wrong)})\n{told}",
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
    """Yield links to missing fragments of other pages; those of the explorer hold its state."""
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

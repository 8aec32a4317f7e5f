"""The bundle: everything that is published, in one folder that any web server can serve.

It is made in a temporary folder and moved into place when complete: a crash, a refusal or a full
disk leaves the last bundle as it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji import __version__, own
from michisuji.errors import BadInput, DiskFull
from michisuji.messages import text
from michisuji.publication import manifest as manifests
from michisuji.publication import refusal
from michisuji.publication.manifest import Distribution, Manifest
from michisuji.scratch import scratch
from michisuji.store import replacement

if TYPE_CHECKING:
    from michisuji.publication.catalog import Catalog
    from michisuji.quality.history.saved import Saved
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Writes the static site into the folder, next to its other files, which the manifest lists.
Site = Callable[[Path, Manifest], object]
#: Called before each step with its name (check, dumps, tables, catalog, quality, site, done).
Step = Callable[[str], object]
_README = "README.txt"
#: The folder of what the city has added, as ``MICHISUJI_OWN`` names one.
OWN = "own"
#: The check as the service keeps it, for the pages on quality of ``serve --public``.
CHECK = "quality/check.json"


@dataclass(frozen=True)
class MadeBundle:
    """A finished bundle: its folder, its contents, and its size in bytes."""

    folder: Path
    manifest: Manifest
    size: int


def make(
    store: Store,
    settings: Settings,
    target: Path,
    *,
    checked: Saved,
    site: Site | None = None,
    accept_findings: bool = False,
    step: Step = lambda name: None,
) -> MadeBundle:
    """Make a bundle in ``target``, which is already a bundle or does not exist.

    ``checked`` is a check of the store with profile ``publish``. Raises NotPublished with the list
    of what must not be published, BadInput when ``target`` holds something else, DiskFull, and the
    store's errors; the content of ``target`` is then untouched.
    """
    _may_be_replaced(target)
    step("check")
    refusal.refuse(refusal.find(store, settings, checked.report, accept_findings=accept_findings))
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    try:
        with scratch(f".{target.name}.making-", beside=target.parent) as work:
            folder = work / "bundle"
            folder.mkdir()
            made = _fill(store, settings, folder, checked, site, step)
            made.write(folder)
            _swap(folder, target)
    except OSError as error:
        if "No space left" in str(error):
            raise DiskFull(
                "ディスクの空きがないため書き出せませんでした。前の一式は元のままです",
                f"no disk space for the bundle; the previous one is unchanged ({error})",
                hint_ja="空きのある場所を -o で指定してください",
                hint_en="name a folder on a disk with free space with -o",
            ) from error
        raise
    step("done")
    return MadeBundle(target, made, sum(size for size, _ in made.files.values()))


def _fill(
    store: Store,
    settings: Settings,
    folder: Path,
    checked: Saved,
    site: Site | None,
    step: Step,
) -> Manifest:
    from michisuji.publication import catalog, dumps, tables

    marker = replacement.marker(store)
    step("dumps")
    entries: list[Distribution] = dumps.write(store, settings, folder)
    step("tables")
    entries += tables.write(store, settings, folder)
    step("quality")
    entries += _quality(settings, folder, checked)
    entries += _own(settings, folder)
    step("catalog")
    known: Catalog = catalog.read(store, settings)
    made = catalog.newest(known.datasets)
    entries += catalog.write(
        store, settings, folder, entries=entries, made=made, quality=checked, known=known
    )
    _readme(folder, settings, known, has_site=site is not None)
    listed = Manifest(settings.base_iri, marker, made, __version__, tuple(entries))
    if site is not None:
        step("site")
        site(folder, listed)
    if replacement.marker(store) != marker:
        raise BadInput(
            "書き出している間にデータが変わりました",
            "the data changed while the bundle was being made",
            hint_ja="取り込みが終わってから、もう一度お試しください",
            hint_en="try again when the import is done",
        )
    return Manifest(
        settings.base_iri, marker, made, __version__, tuple(entries), manifests.every_file(folder)
    )


def _quality(settings: Settings, folder: Path, checked: Saved) -> list[Distribution]:
    """Write the report of the check, in the formats that need no other program."""
    from michisuji.quality.formats import FORMATS, render_bytes
    from michisuji.quality.history.records import as_json
    from michisuji.quality.history.saved import encode
    from michisuji.quality.rulebook.rules import rulebook

    place = folder / "quality"
    place.mkdir()
    found = []
    for form in ("csv", "json", "turtle", "dqv"):
        format_ = FORMATS[form]
        path = place / f"report{format_.extension}"
        body = render_bytes(
            checked.report,
            form,
            "ja",
            base_iri=settings.base_iri,
            causes=checked.causes,
            book=rulebook(settings.own),
        )
        path.write_bytes(body)
        title = text("bundle.report", format=format_.label)
        kind = format_.media_type.partition(";")[0]
        found.append(manifests.entry(folder, path, media_type=kind, title=title))
    (folder / CHECK).write_bytes(as_json(encode(checked)))
    return found


def _own(settings: Settings, folder: Path) -> list[Distribution]:
    """Return the rules, questions and terms that the city has added, as it wrote them."""
    return [
        manifests.entry(
            folder,
            path,
            media_type="text/turtle" if path.suffix == ".ttl" else "application/sparql-query",
            title=text("bundle.own", name=path.name),
        )
        for path in own.read(settings.own).copy_to(folder / OWN)
    ]


def _readme(folder: Path, settings: Settings, known: Catalog, *, has_site: bool) -> None:
    """Write a README for people who find this folder on a disk."""
    lines = [
        _both("title"),
        f"{_both('base')}: {settings.base_iri}",
        "",
        *([f"index.html    {_both('start')}"] if has_site else ()),
        "dumps/        N-Quads, TriG, Turtle, JSON-LD (gzip)",
        f"tables/       {_both('tables')}",
        f"quality/      {_both('quality')}",
        *((f"own/         {_both('own')}",) if (folder / OWN).is_dir() else ()),
        "catalog.ttl   DCAT 3 / catalog;  void.ttl  VoID",
        f"manifest.json {_both('manifest')}",
        "",
        f"{_both('serve')}: michisuji serve --public FOLDER",
        f"{_both('or')}: python3 -m http.server --directory FOLDER",
        "",
        f"{_both('licences')}:",
    ]
    for dataset in sorted(known.datasets, key=lambda found: found.name):
        lines.append(f"  {dataset.name}: {dataset.licence or '-'}")
    (folder / _README).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _both(key: str) -> str:
    return " / ".join(text(f"bundle.readme.{key}").values())


def _may_be_replaced(target: Path) -> None:
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    try:
        manifests.read(target)
    except BadInput as error:
        raise BadInput(
            f"ほかのものがある場所には書き出せません: {target}",
            f"{target} contains something else",
            hint_ja="空のフォルダーか、前に作った一式のフォルダーを -o で指定してください",
            hint_en="with -o, name an empty folder or one with a bundle",
        ) from error


def _sweep(target: Path) -> None:
    """Finish a move that a crash interrupted."""
    old = target.parent / f".{target.name}.old"
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _swap(folder: Path, target: Path) -> None:
    old = target.parent / f".{target.name}.old"
    if target.exists():
        target.rename(old)
    folder.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def downloads(entries: Sequence[Distribution]) -> list[Distribution]:
    """Return the entries that people are offered, without the metadata files that describe them."""
    described = {entry.described_by for entry in entries}
    return [entry for entry in entries if entry.path not in described]

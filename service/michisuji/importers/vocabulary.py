"""Imports the vocabulary itself: ontology, code lists and shapes, as dataset ``vocabulary``."""

from __future__ import annotations

from pathlib import Path

from michisuji import own, resources
from michisuji.importers.common import Batch, DatasetDescription, ImportReport
from michisuji.importers.own_terms import read_terms
from michisuji.importers.rdf import import_rdf

DATASET = "vocabulary"

ABOUT = DatasetDescription(
    name=DATASET,
    title={"ja": "道筋の語彙とルール", "en": "Vocabulary and rules of Michisuji"},
    description={
        "ja": "このサービスが使うオントロジー、コード表、点検ルール(SHACL)です。",
        "en": "The ontology, code lists and rules (SHACL) that this service uses.",
    },
    publisher={"ja": "Michisuji の作者", "en": "The Michisuji authors"},
    licence="https://spdx.org/licenses/Apache-2.0",
)


def vocabulary_files() -> list[Path]:
    """Return the Turtle files of ontology/ and shapes/."""
    folders = ("ontology", "shapes")
    return [path for name in folders for path in sorted(resources.folder(name).glob("*.ttl"))]


def import_vocabulary(
    *, base_iri: str, out_dir: Path, added: str = ""
) -> tuple[Batch, ImportReport]:
    """Return the graphs of the vocabulary, as files in ``out_dir``.

    ``added`` is the setting that names a city's own files: its terms become part of it.
    """
    return import_rdf(
        [*vocabulary_files(), *(file.path for file in read_terms(own.read(added)).files)],
        dataset=DATASET,
        base_iri=base_iri,
        out_dir=out_dir,
        about=ABOUT,
        own=True,
    )

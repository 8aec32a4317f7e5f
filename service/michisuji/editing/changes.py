"""The parts of edits: statements, descriptions with their version, change sets, conflicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from michisuji.errors import MichisujiError
from michisuji.languages import Text

if TYPE_CHECKING:
    from rdflib.term import Node

EditKind = Literal["edit", "state", "undo", "restore", "release", "import"]


class Quad(NamedTuple):
    """A statement (rdflib terms) of a named graph, which is given by its IRI."""

    subject: Node
    predicate: Node
    object: Node
    graph: str


@dataclass(frozen=True)
class Description:
    """All that a data set says of a resource in its timeless graph and one year's.

    ``version`` is that of all its statements, of every year. Without statements there is no such
    resource; ``dataset`` is then the one that its name belongs to, '' if there is none. Statements
    about blank nodes are left out: no edit can name them.
    """

    iri: str
    dataset: str
    version: str
    quads: frozenset[Quad] = frozenset()


@dataclass(frozen=True)
class Patch:
    """Statements to add and to remove."""

    added: frozenset[Quad] = frozenset()
    removed: frozenset[Quad] = frozenset()

    @property
    def quads(self) -> frozenset[Quad]:
        """All statements, added and removed."""
        return self.added | self.removed

    @property
    def subjects(self) -> frozenset[str]:
        """The IRIs of the resources that it changes."""
        return frozenset(str(quad.subject) for quad in self.quads)


@dataclass(frozen=True)
class Edit(Patch):
    """A change set on descriptions of one data set.

    ``read_at`` maps the IRI of each changed resource to the version that it was read at; one that
    is missing is a new resource.
    """

    read_at: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    kind: EditKind = "edit"
    #: The change (IRI) that this one undoes, or whose state it restores.
    about: str = ""


@dataclass(frozen=True)
class Applied(Patch):
    """An edit as it was written: what it changed indeed, and the versions that now stand.

    ``change`` is the IRI of its record in the history, '' if the data were so already. ``merged``:
    others had changed the same resources since.
    """

    change: str = ""
    dataset: str = ""
    kind: EditKind = "edit"
    versions: Mapping[str, str] = field(default_factory=dict)
    merged: bool = False
    #: :func:`michisuji.store.replacement.marker` before and after.
    marks: tuple[str, str] = ("", "")
    #: True if the public data set was copied into the drafts first.
    started: bool = False


@dataclass(frozen=True)
class PastChange(Patch):
    """A change as the history tells it; an import names no statements.

    ``versions`` maps each changed resource to its version before and after.
    """

    id: str = ""
    dataset: str = ""
    kind: EditKind = "edit"
    #: The id of an account, never a name.
    author: str = ""
    at: datetime = datetime.min
    reason: str = ""
    about: str = ""
    #: Changes of a database are numbered in the order in which they were made.
    number: int = 0
    versions: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Collision:
    """Values of one property that two people changed in different ways.

    ``base`` are those that were read.
    """

    iri: str
    graph: str
    predicate: str
    base: tuple[Node, ...] = ()
    theirs: tuple[Node, ...] = ()
    yours: tuple[Node, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object, values in N-Triples."""
        from michisuji.store.rdf_terms import oxigraph_term

        sides = {"base": self.base, "theirs": self.theirs, "yours": self.yours}
        told = {"iri": self.iri, "graph": self.graph, "predicate": self.predicate}
        return {
            **told,
            **{name: [str(oxigraph_term(one)) for one in terms] for name, terms in sides.items()},
        }


class Conflict(MichisujiError):
    """Raised when a resource has changed since it was read, in a way that does not merge.

    ``versions`` are those that now stand. Without ``collisions`` the history does not tell what
    happened since: an import, say, has replaced the data.
    """

    code = "edit-conflict"
    status = 409
    title: ClassVar[Text] = {"ja": "ほかの人の変更と重なりました", "en": "Edit conflict"}

    def __init__(self, versions: Mapping[str, str], collisions: Sequence[Collision] = ()) -> None:
        if collisions:
            ja = f"読んだ後に、ほかの人が同じところを変えています({len(collisions)}か所)"
            en = f"others have changed the same since it was read ({len(collisions)} places)"
        else:
            ja = "読んだ後に、データが入れ替わっています"
            en = "the data have been replaced since they were read"
        super().__init__(
            ja,
            en,
            hint_ja="今の内容を読み直し、変更をもう一度入れてください",
            hint_en="read what stands now, and make the change again",
        )
        self.versions = dict(versions)
        self.collisions = tuple(collisions)

    def members(self) -> dict[str, object]:
        """Return the versions that now stand, and both sides of each property."""
        return {"versions": self.versions, "collisions": [one.to_json() for one in self.collisions]}


class StillReferred(MichisujiError):
    """Raised when an undo would take away a resource to which others refer since.

    ``referring`` are the IRIs of those resources.
    """

    code = "still-referred"
    status = 409
    title: ClassVar[Text] = {"ja": "ほかのところから使われています", "en": "Still referred to"}

    def __init__(self, iri: str, referring: Sequence[str]) -> None:
        super().__init__(
            f"この変更で作られたものは、後でほかの{len(referring)}か所から使われています: {iri}",
            f"what this change has made is used by {len(referring)} others since: {iri}",
            hint_ja="先に、それを使っているほうの変更を取り消してください",
            hint_en="undo the changes that use it first",
        )
        self.referring = tuple(referring)

    def members(self) -> dict[str, object]:
        """Return the resources that refer to it."""
        return {"referring": list(self.referring)}

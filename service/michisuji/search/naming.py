"""Names as values of questions: the one resource that is meant, or an error with what there is.

A question never runs with a name that was not understood: it would find nothing, which reads like
an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from michisuji.errors import BadInput
from michisuji.iris import is_iri
from michisuji.languages import Text
from michisuji.messages import each, listed, message
from michisuji.questions.model import Parameter, Question
from michisuji.questions.values import address_of
from michisuji.search.documents import kind_of
from michisuji.search.finding import Found, Hit

#: The maximum number of candidates that are offered.
OFFERED = 20
#: Candidates named in the text of the error.
_TOLD = 5
#: Names are short; longer texts are not searched.
_LONGEST = 200

#: Finds a text among resources of these kinds (none: all), the first ``OFFERED`` results.
Find = Callable[[str, tuple[str, ...]], Found]


class UnclearName(BadInput):
    """Raised for a name or IRI that means no resource, several, or one of another kind.

    ``candidates`` are those to choose from, ``total`` of which there are; ``meant`` is a text that
    may have been meant, or ''.
    """

    code = "unclear-name"
    title: ClassVar[Text] = {"ja": "名前が定まりません", "en": "Unclear name"}

    def __init__(
        self,
        told: Text,
        hint: Text,
        parameter: str,
        candidates: Sequence[Hit] = (),
        total: int = 0,
        meant: str = "",
    ) -> None:
        super().__init__(told["ja"], told["en"], hint_ja=hint["ja"], hint_en=hint["en"])
        self.parameter = parameter
        self.candidates = tuple(candidates)
        self.total = total
        self.meant = meant

    def members(self) -> dict[str, object]:
        """Return the parameter, and what to choose from."""
        found = [{"iri": one.iri, "name": one.label} for one in self.candidates]
        told = {"parameter": self.parameter, "total": self.total, "meant": self.meant}
        return {**told, "candidates": found}


@dataclass(frozen=True)
class NameReader:
    """Reads the values of questions that name resources.

    ``classes_of`` returns the classes of an IRI, nothing if the data do not describe it.
    """

    find: Find
    classes_of: Callable[[str], Sequence[str]]
    base_iri: str

    def read(self, question: Question, given: Mapping[str, str]) -> dict[str, str]:
        """Return the values with IRIs in place of names.

        Raises UnclearName, and BadInput for a parameter that the question does not have.
        """
        question.refuse_unknown({name: text for name, text in given.items() if text})
        known = {p.name: p for p in question.parameters if p.kind == "iri" and p.of}
        return {
            name: self._iri(known[name], text.strip()) if name in known and text.strip() else text
            for name, text in given.items()
        }

    def _iri(self, parameter: Parameter, text: str) -> str:
        iri = address_of(text, self.base_iri)
        if iri and is_iri(iri):
            classes = self.classes_of(iri)
            if classes:
                _check_kind(parameter, text, classes)
                return iri
        if "/" in iri.removeprefix(self.base_iri) or len(text) > _LONGEST:
            raise self._none(parameter, text[:_LONGEST], "")
        return self._named(parameter, text)

    def _named(self, parameter: Parameter, text: str) -> str:
        found = self.find(text, parameter.of)
        exact = [hit for hit in found.hits if hit.exact]
        # A word of a description is no name: what has it is offered, but not taken.
        sure = exact or [hit for hit in found.hits if found.total == 1 and not hit.snippet.words]
        if len(sure) == 1:
            return sure[0].iri
        if not found.hits:
            raise self._none(parameter, text, found.meant)
        hits = exact or list(found.hits)
        raise self._several(parameter, text, hits, len(exact) or found.total)

    def _none(self, parameter: Parameter, text: str, meant: str) -> UnclearName:
        near: Sequence[Hit] = ()
        total = 0
        if meant:
            found = self.find(meant, parameter.of)
            near, total = found.hits, found.total
        told = each(
            lambda lang: message("naming.none", lang, text=text, label=parameter.label[lang])
        )
        hint = each(lambda lang: self._hint(parameter, meant, near, lang))
        return UnclearName(told, hint, parameter.name, near, total, meant)

    def _hint(self, parameter: Parameter, meant: str, near: Sequence[Hit], lang: str) -> str:
        if not meant:
            return message("naming.how", lang, example=parameter.example)
        return message("naming.meant", lang, meant=meant, names=self._names(near, lang))

    def _several(
        self, parameter: Parameter, text: str, hits: Sequence[Hit], total: int
    ) -> UnclearName:
        told = each(
            lambda lang: message(
                "naming.several", lang, text=text, label=parameter.label[lang], count=total
            )
        )
        hint = each(lambda lang: message("naming.choose", lang, names=self._names(hits, lang)))
        return UnclearName(told, hint, parameter.name, hits, total)

    def _names(self, hits: Sequence[Hit], lang: str) -> str:
        """Return the first names with their short IRIs, which are values that need no reading."""
        short = f"{self.base_iri}/"
        told = [f"{hit.label} ({hit.iri.removeprefix(short)})" for hit in hits[:_TOLD]]
        return listed(told, lang)


def _check_kind(parameter: Parameter, text: str, classes: Sequence[str]) -> None:
    """Raise UnclearName for a resource of a searched kind that the parameter does not take."""
    kinds = {kind for kind in map(kind_of, classes) if kind}
    if kinds and kinds.isdisjoint(parameter.of):
        told = each(
            lambda lang: message("naming.kind", lang, text=text, label=parameter.label[lang])
        )
        hint = each(lambda lang: message("naming.how", lang, example=parameter.example))
        raise UnclearName(told, hint, parameter.name)

"""What can be wrong with a city's own shapes and profiles, and what to do about it."""

from __future__ import annotations

from michisuji.languages import Text
from michisuji.own import Fault, OwnFile
from michisuji.vocabulary import PROFILE


def fault(file: OwnFile, message: Text, line: int | None = None) -> Fault:
    """A fault of a file; ``line`` counts from 1."""
    return Fault(file.path, file.name, message, line)


def not_rdf(error: Exception) -> Text:
    """The file cannot be parsed."""
    return {
        "ja": f"RDFとして読めません({error})。その行の書き方を確かめてください",
        "en": f"Not readable as RDF ({error}): check how the line is written",
    }


def of_others(iri: str) -> Text:
    """It changes what is not the city's."""
    return {
        "ja": f"同梱のもの({iri})を書き換えています。自分のIRIを付けるか、重さの変更は "
        "profiles.ttl に書いてください",
        "en": f"States something of what comes along ({iri}): use an IRI of your own; severities "
        "are changed in profiles.ttl",
    }


def ill_formed(error: Exception) -> Text:
    """SHACL calls the shape ill-formed."""
    return {
        "ja": f"SHACLのシェイプとして正しくありません({error})。書き方を直してください",
        "en": f"Not a well-formed SHACL shape ({error}): mend how it is written",
    }


def not_done(what: str) -> Text:
    """It uses a part of SHACL that is not done here."""
    return {
        "ja": f"{what} は使えません。sh:targetClass などの対象とSHACL Core・sh:sparql で"
        "書いてください",
        "en": f"{what} is not done here: write it with targets such as sh:targetClass, SHACL Core "
        "and sh:sparql",
    }


def taken(key: str) -> Text:
    """Its id is that of another rule."""
    return {
        "ja": f"規則の番号 {key} は使われています。シェイプのIRIの末尾か lm:ruleId を"
        "変えてください",
        "en": f"There is a rule {key} already: change the end of the shape's IRI or its lm:ruleId",
    }


def unknown(iri: str) -> Text:
    """A profile speaks of what there is not."""
    return {
        "ja": f"{iri} はありません。規則・構成・重さ(sh:Violation など)のIRIを確かめてください",
        "en": f"There is no {iri}: check the IRI of the rule, profile or severity (sh:Violation …)",
    }


NO_TARGET: Text = {
    "ja": "対象のあるシェイプがありません。sh:targetClass などを書いてください",
    "en": "No shape with a target: write sh:targetClass or another target",
}
NO_IRI: Text = {
    "ja": "IRIのないシェイプ(空白ノード)は規則になりません。IRIを付けてください",
    "en": "A shape without an IRI (a blank node) is no rule: give it one",
}
WRONG_PROFILE: Text = {
    "ja": f"構成のIRIは {PROFILE} で始めてください",
    "en": f"The IRI of a profile begins with {PROFILE}",
}

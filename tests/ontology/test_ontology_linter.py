"""The linter finds each kind of problem in a small ontology broken in one place."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_ontology as small
from context_check import check_context, expected_context
from michisuji.vocabulary import CODE, LM
from ontology_lint import Problem, lint
from ontology_use import files, put_together_in, read_uses, undeclared, unused, uses_in
from outside_terms import check_outside_terms
from rdflib import URIRef


def test_the_small_ontology_has_no_problem() -> None:
    assert lint(small.ontology()) == []


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ('"物"@ja, "Thing"@en', '"物"@ja', [("label", "lm:Thing", "0 @en")]),
        ('"Thing"@en', '"Thing"@en, "Object"@en', [("label", "lm:Thing", "2 @en")]),
        ('"物のこと。"@ja', '" "@ja', [("definition", "lm:Thing", "0 @ja")]),
        ('skos:example "机"@ja ;', "", [("example", "lm:Thing", "")]),
        (
            'skos:example "古い"@ja ;\n    schema:domainIncludes lm:Thing, lm:Part ;',
            'skos:example "古い"@ja ;',
            [("domain", "lm:note", "not declared")],
        ),
        ("rdfs:range rdf:langString ;", "", [("range", "lm:note", "not declared")]),
        (
            "schema:domainIncludes lm:Thing, lm:Part",
            "schema:domainIncludes lm:Thing, lm:Piece",
            [("domain", "lm:note", "lm:Piece is no declared class")],
        ),
        (
            "rdfs:subClassOf lm:Thing",
            "rdfs:subClassOf lm:Whole",
            [("reference", "lm:Part", "lm:Whole is not declared")],
        ),
        ('"部品"@ja', '"物"@ja', [("unique label", "lm:Part, lm:Thing", "物@ja")]),
        (
            '"種類"@ja, "kind"',
            '"備考"@ja, "kind"',
            [("unique label", "lm:kind, lm:note", "備考@ja")],
        ),
        (
            "qb:codeList <https://w3id.org/michisuji/code/kind> ;",
            "",
            [
                ("codeList", "lm:kind", "none"),
                ("scheme", "code:kind", "no property takes its values from it"),
            ],
        ),
        (
            "lm:Thing a owl:Class ;",
            "lm:Thing a owl:Class ; lm:note [ ] ;",
            [("blank node", "lm:Thing", "lm:note")],
        ),
        (
            "owl:versionIRI <https://w3id.org/michisuji/ns/1> ;",
            "",
            [
                (
                    "header",
                    "https://w3id.org/michisuji/ns",
                    "no http://www.w3.org/2002/07/owl#versionIRI",
                )
            ],
        ),
        (
            '"Title"@en',
            '"Title"',
            [("header", "https://w3id.org/michisuji/ns", "http://purl.org/dc/terms/title: 0 @en")],
        ),
    ],
)
def test_unfinished_terms(old: str, new: str, problems: list[tuple[str, str, str]]) -> None:
    assert old in small.TERMS
    found = lint(small.ontology(terms=small.TERMS.replace(old, new, 1)))
    assert found == sorted(Problem(*problem) for problem in problems)


def test_a_term_that_is_defined_nowhere_or_by_another() -> None:
    broken = small.TERMS.replace(
        'skos:example "机"@ja ;\n    rdfs:isDefinedBy <https://w3id.org/michisuji/ns>',
        'skos:example "机"@ja ;\n    rdfs:isDefinedBy <https://example.org/other>',
    )
    assert lint(small.ontology(terms=broken)) == [Problem("isDefinedBy", "lm:Thing")]


def test_a_term_without_a_kind_or_named_like_the_other_kind() -> None:
    untyped = small.ontology(terms=small.TERMS + "lm:stray rdfs:label '迷子'@ja .")
    assert lint(untyped) == [Problem("kind", "lm:stray", "neither a class nor a property of ours")]
    lower = small.TERMS.replace("lm:Part", "lm:part")
    assert lint(small.ontology(terms=lower)) == [Problem("name", "lm:part", "a class by this name")]


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ('skos:notation "big"', 'skos:notation "large"', {"code notation"}),
        ("lm:order 1 ;", "", {"code order"}),
        ('"It is big."@en', '"It is big."', {"code text"}),
        ('rdfs:label "大"@ja, "Big"@en ;', "", {"code text"}),
        (
            "skos:inScheme <https://w3id.org/michisuji/code/kind>",
            "skos:inScheme <https://w3id.org/michisuji/code/sort>",
            {"code scheme"},
        ),
        ("skos:topConceptOf <https://w3id.org/michisuji/code/kind> ;", "", {"code scheme"}),
        ("code/kind/big> a", "code/sort/big> a", {"code scheme", "alignment"}),
        ('"Kinds of things."@en', '""@en', {"code text"}),
    ],
)
def test_stray_codes(old: str, new: str, kinds: set[str]) -> None:
    assert old in small.CODES
    found = lint(small.ontology(codes=small.CODES.replace(old, new, 1)))
    assert {problem.kind for problem in found} == kinds


def test_two_codes_in_one_place() -> None:
    second = small.CODES.partition("Kinds of things.")[2].partition("\n")[2]
    codes = small.CODES + second.replace("kind/big", "kind/small").replace('"big"', '"small"')
    assert lint(small.ontology(codes=codes)) == [
        Problem("code order", "code:kind", "code:kind/big, code:kind/small")
    ]


def test_a_scheme_that_no_property_uses() -> None:
    codes = small.CODES.replace("code/kind", "code/sort")
    alignment = small.ALIGNMENT.replace("code/kind", "code/sort")
    assert lint(small.ontology(codes=codes, alignment=alignment)) == [
        Problem("codeList", "lm:kind", "code:kind"),
        Problem("scheme", "code:sort", "no property takes its values from it"),
    ]


def test_alignments_that_point_nowhere_or_describe_again() -> None:
    alignment = small.ALIGNMENT + "lm:Nothing skos:closeMatch prov:Entity ."
    assert lint(small.ontology(alignment=alignment)) == [
        Problem("alignment", "lm:Nothing", "not declared, in alignment-prov.ttl")
    ]
    alignment = small.ALIGNMENT + "lm:Thing rdfs:label 'もの'@ja ."
    assert lint(small.ontology(alignment=alignment)) == [
        Problem("alignment", "lm:Thing", "described again in alignment-prov.ttl")
    ]


def test_terms_that_other_vocabularies_do_not_have() -> None:
    alignment = "lm:Thing skos:closeMatch prov:Entity, prov:Entitty, <https://example.org/x> ."
    found = sorted(check_outside_terms(small.ontology(alignment=alignment)))
    assert [p.term for p in found if not p.term.endswith("/free")] == [
        "http://www.w3.org/ns/prov#Entitty",
        "https://example.org/x",
    ]


def test_the_context_is_compared_key_by_key() -> None:
    ontology = small.ontology()
    context = expected_context(ontology)
    assert list(check_context(ontology, context)) == []
    assert context["kind"] == {"@id": "lm:kind", "@type": "@id"}
    assert context["note"] == {"@id": "lm:note", "@container": "@language"}
    context["extra"] = "lm:extra"
    context["kind"] = {"@id": "lm:kind"}
    del context["Part"]
    assert [
        (p.term, p.detail.partition(" instead")[0]) for p in check_context(ontology, context)
    ] == [
        ("Part", "missing"),
        ("extra", "no such term"),
        ("kind", "{'@id': 'lm:kind'}"),
    ]


def test_uses_are_found_in_any_text() -> None:
    text = f"""
    ?a lm:inModel/lm:modelOf ?b ; lm:stage code:stage/short .   # SPARQL
    name("lm:Thing") <{LM}other> f"code:kind/{{kind}}" {CODE}kind/big <{CODE}kind> code:sort
    film:not lm: nor alm:this, nor zip-code:that, code:UPPER
    """
    assert {str(u).replace(LM, "lm:").replace(CODE, "code:") for u in uses_in(text)} == {
        "lm:inModel", "lm:modelOf", "lm:stage", "lm:Thing", "lm:other",
        "code:stage/short", "code:kind", "code:kind/big", "code:sort",
    }  # fmt: skip


def test_names_put_together_are_found_where_that_happens() -> None:
    declared = small.ontology().declared()
    text = 'for n in ("note", "colour", "Part"): yield name(f"lm:{n}")'
    assert set(put_together_in(text, declared)) == {URIRef(LM + "note"), URIRef(LM + "Part")}
    assert set(put_together_in('x = ("note", "Part")', declared)) == set()


def test_undeclared_and_unused_terms(tmp_path: Path) -> None:
    places = {
        "queries/a.rq": "SELECT * { ?s a lm:Part ; lm:kind code:kind/big ; lm:size 3 }",
        "service/a.py": 'KIND = "code:kind/tiny"',
        "service/static/vendor/b.js": '"lm:vendored"',
        "tests/test_a.py": '"lm:onPurpose"',
        "tests/fixtures/a.ttl": "<a> lm:missing <b> .",
        "README.md": "lm:described",
    }
    for name, text in places.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    uses = read_uses(tmp_path)
    assert undeclared(small.ontology(), uses) == [
        Problem("undeclared", "code:kind/tiny", "service/a.py"),
        Problem("undeclared", "lm:missing", "tests/fixtures/a.ttl"),
        Problem("undeclared", "lm:size", "queries/a.rq"),
    ]
    # lm:Thing is used by way of lm:Part; lm:note is not used at all.
    assert [p.term for p in unused(small.ontology(), uses)] == ["lm:note"]
    assert len(list(files(tmp_path))) == 3


def test_a_reason_excuses_a_term_until_it_is_used() -> None:
    reason = "skos:editorialNote 'Reserved for the workbook importer.'@en ;"
    terms = small.TERMS.replace('"備考"@ja', f'"備考"@ja ; {reason} rdfs:label', 1).replace(
        "rdfs:label, ", "rdfs:label "
    )
    ontology = small.ontology(terms=terms)
    uses = {URIRef(LM + name): {"a.rq"} for name in ("Part", "kind")}
    assert unused(ontology, uses) == []
    assert unused(ontology, {**uses, URIRef(LM + "note"): {"b.rq"}}) == [
        Problem("reserved in vain", "lm:note", "used in b.rq")
    ]
    vague = small.ontology(terms=terms.replace("Reserved for the workbook importer.", "Later"))
    assert [p.kind for p in unused(vague, uses)] == ["unused"]

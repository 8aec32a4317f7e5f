"""shapes/README.md: the rule catalogue as a table, generated from the shapes.

``python -m michisuji.quality.rulebook.catalogue_page`` writes it, ``--check`` reports whether it is
out of date. Text outside the two markers is written by hand and kept.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from michisuji import resources
from michisuji.messages import text
from michisuji.quality.reading.statistics import family_label
from michisuji.quality.report import SEVERITIES
from michisuji.quality.rulebook.rules import DEFAULT_PROFILE, Rule, catalogue, profiles, rulebook
from michisuji.quality.rulebook.shape_text import families

BEGIN = (
    "<!-- catalogue: made by `python -m michisuji.quality.rulebook.catalogue_page`; do not edit -->"
)
END = "<!-- end of catalogue -->"
_HEAD = f"""# Rules

What a good logic model must satisfy, as SHACL. One rule is one `sh:NodeShape`; its IRI
`https://w3id.org/michisuji/rule/ID` is permanent and its meaning never changes. A rule is in
every profile with the `sh:severity` of its shape; `profiles.ttl` holds the exceptions. `causes.ttl`
says which finding follows from which, `ladder.ttl` names the levels of completeness, and
`lm:onLevel` says which of them asks for a rule. `examples/ID/` holds what the rule's page shows:
`fail.ttl` before and `pass.ttl` after, which the tests check too.

The service shows each rule at `/rules/ID`.

{BEGIN}
{END}
"""
_SIGNS = {"violation": "V", "warning": "W", "info": "I"}


def page(current: str = "") -> str:
    """Return the page with a new catalogue; ``current`` is its present text."""
    text = current if BEGIN in current and END in current else _HEAD
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    tables = "\n".join(_tables())
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def stale() -> bool:
    """Return True if shapes/README.md differs from what the shapes say."""
    current = _current()
    return page(current) != current


def write() -> None:
    """Write shapes/README.md.

    Raises OSError.
    """
    text = page(_current())
    (resources.folder("shapes") / "README.md").write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the page; with ``--check`` only return 1 if it is stale, else 0."""
    if "--check" not in arguments:
        write()
    elif stale():
        print(
            "shapes/README.md is stale: run python -m michisuji.quality.rulebook.catalogue_page",
            file=sys.stderr,
        )
        return 1
    return 0


def _current() -> str:
    path = resources.folder("shapes") / "README.md"
    return path.read_text("utf-8") if path.is_file() else ""


def _tables() -> Iterator[str]:
    names = sorted(profiles(), key=lambda name: name != DEFAULT_PROFILE)
    known = catalogue()
    labels = profiles()
    shown = ", ".join(f"`{name}` ({labels[name]['ja']} / {labels[name]['en']})" for name in names)
    named = (text(f"report.severity.{severity}") for severity in SEVERITIES)
    signs = ", ".join(f"{name['en'][0]} {name['en'].lower()} {name['ja']}" for name in named)
    yield f"{len(known)} rules. {signs}, – not checked."
    yield f"Profiles: {shown}."
    for family, members in families().items():
        label = family_label(family)
        yield ""
        yield f"## {family}: {label['ja']} / {label['en']}"
        yield ""
        yield f"| id | rule | to mend | {' | '.join(names)} | source |"
        yield f"|---|---|---|{'---|' * len(names)}---|"
        for rule in members:
            yield _row(known[rule], names)


def _row(rule: Rule, names: list[str]) -> str:
    levels = rulebook().severities(rule.id)
    signs = " | ".join(_SIGNS.get(levels.get(name, ""), "–") for name in names)
    name = f"**{_cell(rule.name['ja'])}**<br>{_cell(rule.name['en'])}"
    remedy = f"{_cell(rule.remedy['ja'])}<br>{_cell(rule.remedy['en'])}"
    written = (("TOML", rule.in_toml), ("RDF", rule.in_rdf))
    remedy += "".join(f"<br>{name}: `{_cell(words)}`" for name, words in written if words)
    example = f"[{rule.id}](examples/{rule.id}/)"
    return f"| {example} | {name} | {remedy} | {signs} | {_cell(rule.source)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writes a proposed mapping as TOML, with comments on what was seen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from michisuji.importers.city.forms.learning.findings import Proposal, Proposed

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written_mapping(source: str, proposed: Proposed) -> str:
    """Return the TOML text of a proposal; ``source`` is the file that was looked at."""
    lines = [
        f"# {source} から作った対応表の案です。読み方は data/forms.md にあります。",
        "# 「#」の行は、様式で見たものです。違うところを直し、要らない項目は消してください。",
        "",
        *(f"# {line}" for line in proposed.about_form),
        "[form]",
        *_pairs(proposed.form),
        "",
    ]
    for rule in proposed.rules:
        lines += [*_rule(rule), ""]
    if proposed.constants:
        lines += [
            "# 様式に書かれていないことを補う値(新しく作るものだけに使います)",
            "[constants]",
            *_pairs(proposed.constants),
            "",
        ]
    if proposed.unclear:
        lines.append("# 意味の分からなかった見出し(要るものは [[value]] に加えてください):")
        lines += [f"#   {line}" for line in proposed.unclear]
    return "\n".join(lines).rstrip() + "\n"


def _rule(rule: Proposal) -> Iterator[str]:
    yield from (f"# {line}" for line in rule.seen)
    yield f"[[{rule.kind}]]"
    nested = {k: v for k, v in rule.table.items() if _is_long(v)}
    yield from _pairs({k: v for k, v in rule.table.items() if k not in nested})
    for name, table in nested.items():
        yield f"[{rule.kind}.{_key(name)}]"
        yield from _pairs(table)


def _is_long(value: Any) -> bool:
    return isinstance(value, Mapping) and (
        len(value) > 3 or any(isinstance(inner, Mapping) for inner in value.values())
    )


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)

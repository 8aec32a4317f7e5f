"""見本市 in small, as documents: what forms are laid over in the tests."""

from __future__ import annotations

import datetime
from typing import Any

from michisuji.importers.city.content import City

UNITS = {
    "city": ("見本市", "city", ""),
    "d-general": ("総務部", "department", "city"),
    "s-safety": ("防災危機管理課", "section", "d-general"),
    "s-plan": ("企画課", "section", "d-general"),
    "s-child": ("子ども家庭課", "section", "city"),
    "t-local": ("地域係", "subsection", "s-safety"),
    "t-area": ("地域係", "subsection", "s-child"),
}
PROGRAMS = {
    "0101": [
        ("010101", "自主防災組織育成事業", "s-safety"),
        ("010102", "避難所整備事業", "s-safety"),
    ],
    "0201": [
        ("020101", "放課後児童クラブ運営事業", "s-child"),
        ("020102", "子育て相談事業", "s-child"),
    ],
}
MEASURES = {"0101": "防災・減災", "0201": "子育て支援"}


def _unit(name: str) -> dict[str, Any]:
    label, kind, parent = UNITS[name]
    return {"id": name, "name": label, "kind": kind, **({"parent": parent} if parent else {})}


def _program(name: str, label: str, unit: str) -> dict[str, Any]:
    return {
        "id": name,
        "name": label,
        "unit": unit,
        "start": 2015,
        "budget": {"account": "general", "planned": {"2023": 9_000_000}, "leads_to": ["a1"]},
        "element": [
            {"key": "a1", "kind": "activity", "text": f"{label}の活動", "leads_to": ["p1"]},
            {"key": "p1", "kind": "output", "text": f"{label}の産出", "leads_to": ["s1"]},
            {
                "key": "s1",
                "kind": "outcome",
                "stage": "short",
                "text": f"{label}の成果",
                "leads_to": ["measure:t1"],
                "indicator": [
                    {
                        "id": f"{name}-01",
                        "name": "参加した市民の割合",
                        "unit": "%",
                        "kind": "ratio",
                        "direction": "up",
                        "target": {"2021": 40, "2024": 50},
                    }
                ],
            },
        ],
    }


def forms_city() -> City:
    """Return the city; every call makes its documents again."""
    files: dict[str, Any] = {
        "dataset.toml": {
            "dataset": {
                "name": "mihon",
                "title": "見本市(架空)",
                "title_en": "Mihon City (fictional)",
                "description": "架空の市",
                "description_en": "A fictional city",
                "publisher": "見本市(架空)",
                "licence": "https://creativecommons.org/licenses/by/4.0/",
                "issued": datetime.date(2026, 4, 1),
                "fictional": True,
                "fiscal_year": 2025,
            }
        },
        "plan.toml": {
            "plan": [{"id": "p", "name": "総合計画", "start": 2021, "end": 2030}],
            "basic_policy": [{"id": "1", "name": "安全"}],
        },
        "organization.toml": {"unit": [_unit(name) for name in UNITS]},
    }
    for measure, label in MEASURES.items():
        files[f"measures/{measure}.toml"] = {
            "measure": {
                "id": measure,
                "name": label,
                "basic_policy": "1",
                "lead": "d-general",
                "town_condition": [{"key": "t1", "text": f"{label}のまち"}],
            },
            "program": [_program(*program) for program in PROGRAMS[measure]],
        }
    return City(files)

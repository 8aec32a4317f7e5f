"""The smallest city that has everything, as TOML texts; tests spoil it one place at a time."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "dataset.toml": """
[dataset]
name = "small"
title = "小さな市"
title_en = "Small city"
description = "架空の市"
description_en = "A fictional city"
publisher = "小さな市"
licence = "https://creativecommons.org/licenses/by/4.0/"
issued = 2026-04-01
fictional = true
fiscal_year = 2026
""",
    "plan.toml": """
[[plan]]
id = "new"
name = "新計画"
name_en = "New plan"
start = 2021
end = 2030
vision = "まち"
style = "bottom-up"
revises = "old"
[[plan]]
id = "old"
name = "旧計画"
start = 2011
end = 2020
[[principle]]
id = "1"
name = "理念"
[[management_policy]]
id = "1"
name = "方針"
[[direction]]
id = "1"
name = "選択と集中"
plan = "old"
realizes = ["management-policy:1"]
[[basic_policy]]
id = "1"
name = "安全"
[[instrument]]
id = "report"
name = "報告書"
feeds = ["plan:new"]
supports = ["direction:1"]
""",
    "organization.toml": """
[[unit]]
id = "city"
name = "小さな市"
kind = "city"
[[unit]]
id = "d-a"
name = "部"
kind = "department"
parent = "city"
[[unit]]
id = "s-a"
name = "課"
kind = "section"
parent = "d-a"
[[goal]]
id = "v"
kind = "vision"
unit = "d-a"
text = "めざす姿"
[[goal]]
id = "m"
kind = "mission"
unit = "s-a"
text = "使命"
serves = "v"
""",
    "measures/0101.toml": """
[measure]
id = "0101"
name = "防災"
name_en = "Disaster prevention"
basic_policy = "1"
lead = "d-a"
related = ["s-a"]
realizes = ["management-policy:1", "direction:1"]
purpose = "命を守る"
[[measure.town_condition]]
key = "t1"
text = "逃げ遅れのないまち"
[[measure.evaluation]]
year = 2025
kind = "self"
result = "improve"
findings = "所見"
by = "s-a"
reflected_in = ["program:010101", "measure:0101", "plan:new"]
[[program]]
id = "010101"
name = "訓練事業"
name_en = "Drills"
purpose = "目的"
unit = "s-a"
realizes = ["direction:1"]
start = 2021
[program.budget]
account = "general"
planned = { 2025 = 1_000, 2026 = 2_500_000 }
executed = { 2025 = 900 }
leads_to = ["a1"]
[[program.element]]
key = "i1"
kind = "staff"
text = "職員"
planned_fte = 1.50
leads_to = ["a1"]
[[program.element]]
key = "a1"
kind = "activity"
text = "訓練を開く"
leads_to = ["p1"]
[[program.element]]
key = "p1"
kind = "output"
text = "訓練"
leads_to = [{ to = "s1", rationale = "わけ", confidence = 0.7, share = 30, feedback = false }]
[[program.element.indicator]]
id = "010101-01"
name = "回数"
unit = "回"
kind = "quantitative"
direction = "up"
target_year = 2026
baseline = { 2020 = 3 }
target = { 2026 = 12.5 }
actual = { 2025 = "集計中" }
[[program.element]]
key = "s1"
kind = "outcome"
stage = "short"
text = "備える人が増える"
leads_to = ["measure:t1"]
""",
    "kaizen.toml": """
[[practice]]
id = "001"
title = "様式を一つに"
problem = "重複"
action = "統合"
unit = "s-a"
status = "adopted"
ecrs = "combine"
effect_types = ["time"]
effect_hours = 12
effect_basis = "measured"
improves = "program:010101/a1"
realizes = ["management-policy:1"]
""",
    "waivers.toml": """
[[waiver]]
id = "w1"
rule = "CHAIN-09"
node = "link:010101/money/a1"
reason = "調査を待つ"
role = "総務課長"
role_en = "Head of General Affairs"
expires = 2027-03-31
""",
}


def write_city(folder: Path, **changes: tuple[str, str]) -> Path:
    """Write the city into ``folder``; ``changes`` replace one text by another, by file stem.

    ``write_city(tmp, plan=("style = ...", "style = ..."))`` spoils plan.toml; the text to replace
    must be there, so that a test cannot pass by spoiling nothing.
    """
    for name, text in FILES.items():
        stem = "measure" if name.startswith("measures/") else name.removesuffix(".toml")
        if stem in changes:
            old, new = changes[stem]
            assert old in text, f"{old!r} is not in {name}"
            text = text.replace(old, new, 1)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder

"""Years' files for the small city: what was different in 2025, and in 2024."""

from __future__ import annotations

from pathlib import Path

from small_city import write_city

#: In 2025 the unit was another one, the training had no effect named, a leaflet was printed, and
#: the number of trainings stood at the activity.
CHANGES = """
[measure]
id = "0101"
lead = "s-a"
related = []
[[program]]
id = "010101"
unit = "d-a"
absent = ["s1"]
[program.budget]
leads_to = ["a1", "a2"]
[[program.element]]
key = "i1"
planned_fte = 2
[[program.element]]
key = "a1"
text = "訓練を年1回開く"
leads_to = []
indicators = ["010101-01"]
[[program.element]]
key = "a2"
kind = "activity"
text = "ちらしを配る"
text_en = "Leaflets are handed out"
leads_to = [{ to = "measure:t1", rationale = "読んで備える" }]
[[program.element.indicator]]
id = "010101-09"
name = "ちらしの枚数"
kind = "quantitative"
actual = { 2025 = 300 }
"""

OLDER = """
[measure]
id = "0101"
[[program]]
id = "010101"
[[program.element]]
key = "a2"
text = "ちらしを全戸に配る"
"""


def changed(old: str, new: str) -> str:
    """The file of 2025 with one text replaced, which must be there."""
    assert old in CHANGES, f"{old!r} is not in CHANGES"
    return CHANGES.replace(old, new, 1)


def write_years(folder: Path, year: str = CHANGES, **changes: tuple[str, str]) -> Path:
    """Write the small city with files of 2025 (``year``) and 2024; ``changes`` as write_city."""
    write_city(folder, **changes)
    for name, text in (("2025", year), ("2024", OLDER)):
        path = folder / "years" / name / "0101.toml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return folder

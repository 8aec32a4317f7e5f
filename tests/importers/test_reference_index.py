"""The rules of references, which workbooks and forms share."""

from __future__ import annotations

import pytest
from michisuji.importers.city.forms.references import References
from michisuji.importers.city.reference_index import CellIndex, Reference
from michisuji.importers.city.workbook.reading.references import Definitions


def _known() -> CellIndex[str]:
    found = CellIndex[str]()
    for kind, name, said in (
        ("program", "010101", "見守り訪問"),
        ("program", "10101", "配食"),
        ("program", "0202", "Ｌ字溝の清掃"),
        ("measure", "0202", "見守り訪問"),
        ("element", "0202/a1", "清掃する"),
        ("unit", "s-a", "総務課"),
        ("unit", "s-b", "総務課"),
    ):
        assert found.add(kind, name, said, [said])
    return found


@pytest.mark.parametrize(
    ("ids", "kinds", "names", "found"),
    [
        ([("program", "10101")], (), (), ("program", "10101", "id")),
        ([("program", "202")], (), (), ("program", "0202", "zeros")),
        ([("element", "202/a1")], (), (), ("element", "0202/a1", "zeros")),
        ([("program", "x"), ("measure", "0202")], (), (), ("measure", "0202", "id")),
        ([], ("program",), ("l字溝 の清掃",), ("program", "0202", "name")),
        ([("program", "9")], ("program",), ("なし", "配食"), ("program", "10101", "name")),
        ([], ("measure",), ("見守り訪問",), ("measure", "0202", "name")),
    ],
)
def test_an_id_counts_before_a_name(
    ids: list[Reference], kinds: tuple[str, ...], names: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert _known().find(ids, kinds, names)[:3] == found


def test_several_are_choices_unless_one_is_nearest() -> None:
    known = _known()
    assert known.find([], ("unit",), ("総務課",)).choices == ("s-a", "s-b")
    assert known.find([], ("unit",), ("総務課",), lambda found: found[1:]).name == "s-b"
    assert known.find([("program", "0010101")]).choices == ("010101", "10101")
    assert known.find([("unit", "s-c")], ("unit",), ("人事課",)) == ("", "", "", ())


def test_the_first_of_one_id_counts() -> None:
    known = _known()
    assert not known.add("program", "0202", "別の事業", ["別の事業"])
    assert known.ids["program"]["0202"] == "Ｌ字溝の清掃"
    assert known.named("program", "別の事業") == []


def test_workbooks_and_forms_ask_the_same() -> None:
    assert isinstance(Definitions().index, CellIndex)
    assert isinstance(References().index, CellIndex)

"""Many files in one go: each bad one is told with its reason, and the good ones are kept."""

from __future__ import annotations

import copy
import zipfile
from pathlib import Path
from typing import Any

import form_a
import form_b
import form_c
import pytest
from form_drawing import Drawing, save
from form_examples import A, B, C, drawn, mapping
from forms_city import forms_city
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from michisuji.importers.city.content import City
from michisuji.importers.city.forms.importing import FormsImport, import_forms, refusal
from michisuji.importers.city.forms.mapping.reading import read_mapping
from michisuji.importers.problems import SourceProblems
from michisuji.importers.report import ImportReport
from test_form_layouts import programs_of


def _read(name: str, *paths: Path, city: City | None = None) -> FormsImport:
    run = FormsImport(city or forms_city(), mapping(name), ImportReport("mihon"))
    run.read(paths)
    return run


def _refused(run: FormsImport) -> dict[str, str]:
    return {r.file: r.reason["ja"] for r in run.report.refusals if r.scope == "row"}


def _truncated(path: Path, whole: Path) -> Path:
    path.write_bytes(whole.read_bytes()[:2000])
    return path


def _encrypted(path: Path) -> Path:
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000) + name + bytes(2000))
    return path


def _zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("読んでください.txt", "ブックではない")
    return path


def test_bad_files_are_told_and_do_not_stop_the_rest(tmp_path: Path) -> None:
    good = drawn("a", tmp_path)
    folder = tmp_path / "forms"
    folder.mkdir()
    for number in range(4):
        values = {**A, "id": "010102", "name": "避難所整備事業", "summary": f"概要{number}"}
        if number:
            values = {"id": "010102", "name": "避難所整備事業", "first": {}, "second": {}}
        save(folder / f"{number}.xlsx", form_a.draw(values))
    _truncated(folder / "切れた.xlsx", good)
    _encrypted(folder / "鍵.xlsx")
    _zip(folder / "圧縮.xlsx")
    (folder / "空.xlsx").write_bytes(b"")
    save(folder / "別様式.xlsx", form_c.draw(C))
    save(folder / "名無し.xlsx", form_a.draw({**A, "id": None, "name": None}))
    (folder / "メモ.docx").write_bytes(b"not looked at")
    run = _read("a", good, folder, tmp_path / "ない.xlsx")
    refused = _refused(run)
    assert set(refused) == {
        *("切れた.xlsx", "鍵.xlsx", "圧縮.xlsx", "空.xlsx", "別様式.xlsx", "名無し.xlsx"),
        "ない.xlsx",
    }
    assert "パスワード" in refused["鍵.xlsx"]
    assert "この対応表の様式のシートがありません(シート: No.1)" in refused["別様式.xlsx"]
    assert "事業コードも事業名も書かれていません" in refused["名無し.xlsx"]
    files = run.report.tables["forms-files"]
    assert (files.read, files.used, files.refused) == (12, 5, 7)
    assert run.report.adds_up
    assert len(run.city.sources) == 5
    assert programs_of(run.city)["010102"]["summary"] == "概要0"


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    run = FormsImport(forms_city(), mapping("a"), ImportReport("mihon"))
    run.read([drawn("a", tmp_path)], lambda *at: told.append(at))
    assert told == [(0, 1, "a.xlsx"), (1, 1, "")]


def test_two_forms_that_say_different_things_are_told_at_both_places(tmp_path: Path) -> None:
    first = save(tmp_path / "1.xlsx", form_a.draw({**A, "summary": "一つ目"}))
    second = save(tmp_path / "2.xlsx", form_a.draw({**A, "summary": "二つ目"}))
    run = _read("a", first, second)
    assert programs_of(run.city)["010101"]["summary"] == "一つ目"
    told = [r for r in run.report.refusals if r.file == "2.xlsx" and r.cell == "C12"]
    assert [r.reason["ja"] for r in told] == [
        "1.xlsx の 評価シート!C12 には「一つ目」とあります(先のものを使いました)"
    ]
    assert len(run.report.refusals) == 2 * len(_read("a", first).report.refusals) + 1


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"id": "010102"}, "事業コードは 010102、事業名は 010101 のものです"),
        ({"id": "999999"}, "事業コード「999999」は登録されていません"),
        (
            {"id": "新規1", "name": "新しい事業"},
            "新しい事業には、英数字の事業コードと事業名が要ります",
        ),
        ({"id": "n1", "name": "新しい事業", "measure": "ない施策"}, "の施策が分かりません"),
    ],
)
def test_a_form_whose_program_is_not_certain_is_refused(
    values: dict[str, Any], told: str, tmp_path: Path
) -> None:
    city = forms_city()
    run = _read("a", save(tmp_path / "x.xlsx", form_a.draw({**A, **values})), city=city)
    assert told in _refused(run)["x.xlsx"]
    assert run.report.refusals[0].cell in ("C4", "G4", "G5")
    assert city.files == forms_city().files


def test_a_program_is_found_by_id_budget_code_or_name(tmp_path: Path) -> None:
    city = forms_city()
    city.files["measures/0101.toml"]["program"][0]["budget_code"] = "1-9-1-5-10"
    by_code = {**A, "id": None, "name": "名前の変わった事業"}
    by_name = {**A, "id": None, "budget_code": None}
    for number, values in enumerate((A, by_name, by_code)):
        path = save(tmp_path / f"{number}.xlsx", form_a.draw(values))
        run = _read("a", path, city=copy.deepcopy(city))
        assert "target_group" in programs_of(run.city)["010101"]
        assert not _refused(run)


def test_a_form_that_breaks_the_citys_references_is_taken_out_again(tmp_path: Path) -> None:
    city = forms_city()
    conditions = city.files["measures/0201.toml"]["measure"]["town_condition"]
    conditions[0]["key"] = "t2"
    for program in city.files["measures/0201.toml"]["program"]:
        program["element"][2]["leads_to"] = ["measure:t2"]
    before = copy.deepcopy(city.files)
    run = _read("c", drawn("c", tmp_path), city=city)
    # The mapping's constants lead to measure:t1, which this measure does not have.
    assert run.city.files == before
    assert "参照先「measure:t1」がありません" in run.report.refusals[0].reason["ja"]
    assert run.report.tables["forms-files"].used == 0
    assert run.report.adds_up
    assert run.city.sources == []


def test_a_value_that_the_city_cannot_have_is_taken_back_alone(tmp_path: Path) -> None:
    values = {**B, "end": "R1", "start": "R3", "budget": {"R6": [1, 0, 0, 2], "R9": [5, 0, 0, 6]}}
    run = _read("b", save(tmp_path / "x.xlsx", form_b.draw(values)))
    found = programs_of(run.city)["020101"]
    assert found["budget.initial.2027"] == 5
    assert found["budget.executed.2024"] == 2
    assert not {"budget.executed.2027", "end"} & set(found)
    told = {r.cell: r.reason["ja"] for r in run.report.refusals}
    assert told["F16"] == "2027年度の値ですが、モデルの年度(2025)より後です"
    assert told["L6"] == "終わり(2019)が始まり(2021)より前です"


def test_constants_that_name_what_the_city_lacks_are_refused(tmp_path: Path) -> None:
    city = forms_city()
    units = city.files["organization.toml"]["unit"]
    units[:] = [unit for unit in units if unit["id"] != "s-plan"]
    with pytest.raises(SourceProblems) as caught:
        _read("a", drawn("a", tmp_path), city=city)
    assert [p.path for p in caught.value.problems] == [
        "constants.program.evaluation[lead-summary].by"
    ]


def test_whatever_cannot_be_read_can_refuse_the_import(tmp_path: Path) -> None:
    _, report = import_forms(
        [drawn("b", tmp_path)],
        mapping("b"),
        forms_city(),
        base_iri="http://127.0.0.1:8000",
        out_dir=tmp_path / "out",
    )
    assert [p.path for p in refusal(mapping("b"), report).problems] == [
        "調書!I32",
        "調書!F17",
        "調書!F25",
    ]


def test_control_characters_are_removed_and_counted(tmp_path: Path) -> None:
    path = save(tmp_path / "x.xlsx", form_a.draw({**A, "summary": "支え_x0007_る"}))
    run = _read("a", path)
    assert "\x07" not in programs_of(run.city)["010101"]["summary"]
    assert run.city.removed["x.xlsx"] in (0, 1)


def test_a_record_without_what_the_schema_requires_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    text = (Path(__file__).parent / "form_b.toml").read_text("utf-8")
    path.write_text(text.replace('constants = { kind = "quantitative" }\n', ""), "utf-8")
    run = FormsImport(forms_city(), read_mapping(path), ImportReport("mihon"))
    run.read([drawn("b", tmp_path)])
    told = [r for r in run.report.refusals if "必須の項目がない" in r.reason["ja"]]
    assert [r.cell for r in told] == ["A25"]
    assert "element[p1].indicator[020101-02].id" not in programs_of(run.city)["020101"]
    assert programs_of(run.city)["020101"]["element[s1].indicator[020101-01].actual.2023"] == 48


def test_a_form_of_a_measure(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(
        '[form]\nyear = 2024\n[[value]]\nkey = "measure.name"\nlabel = "施策名"\n'
        '[[value]]\nkey = "measure.evaluation[self].findings"\nlabel = "総括"\n',
        "utf-8",
    )
    sheet = Drawing("施策評価").put("A1", "施策名").put("B1", "子育て支援")
    form = save(tmp_path / "x.xlsx", sheet.put("A2", "総括").put("B2", "進んでいる"))
    run = FormsImport(forms_city(), read_mapping(path), ImportReport("mihon"))
    run.read([form])
    assert run.city.files["measures/0201.toml"]["measure"]["evaluation"] == [
        {"kind": "self", "year": 2024, "findings": "進んでいる"}
    ]


_TEXT = st.text(st.characters(categories=["L", "N", "P"], max_codepoint=0x9FFF), min_size=1)
_LINES = st.lists(_TEXT, min_size=1, max_size=3).map("\n".join)
#: Texts that say something: not a mark for "no value", a box, or a formula.
_SAID = _LINES.map(lambda text: f"あ{text}")
_AMOUNT = st.integers(0, 10**10)
_VALUE = st.one_of(
    st.integers(-(10**9), 10**9),
    st.decimals(-1000, 1000, places=2).map(float),
)


@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    texts=st.fixed_dictionaries({"situation": _SAID, "purpose": _SAID}),
    findings=_SAID,
    years=st.lists(st.sampled_from(range(2015, 2026)), min_size=1, max_size=5, unique=True),
    money=st.lists(st.lists(_AMOUNT, min_size=9, max_size=9), min_size=5, max_size=5),
    values=st.lists(_VALUE, min_size=5, max_size=5),
    duty=st.integers(0, 2),
)
def test_a_form_filled_at_random_gives_back_its_values(
    texts: dict[str, str],
    findings: str,
    years: list[int],
    money: list[list[int]],
    values: list[float],
    duty: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    names = [f"令和{y - 2018}年度" if y > 2019 else f"{y}" for y in years]
    filled = {
        **B,
        **texts,
        "obligation": duty,
        "budget": dict(zip(names, money, strict=False)),
        "indicators": [{"name": "新しい指標", "unit": "人", "target": values, "actual": values}],
        "first": {"result": "☐継続 ☑改善 ☐終了", "findings": findings},
    }
    path = save(tmp_path_factory.mktemp("random") / "x.xlsx", form_b.draw(filled))
    run = _read("b", path)
    found = programs_of(run.city)["020101"]
    assert {key: found[key] for key in texts} == texts
    assert found["evaluation[self].findings"] == findings
    assert found["obligation"] == ("mandatory", "effort", "discretionary")[duty]
    keys = ("initial", "supplementary", "carried_over", "executed")
    keys += ("national", "prefectural", "bond", "other", "general")
    for year, amounts in zip(years, money, strict=False):
        assert [found[f"budget.{key}.{year}"] for key in keys] == amounts
    for year, value in zip(range(2021, 2026), values, strict=True):
        assert found[f"element[p1].indicator[020101-02].target.{year}"] == value
        assert found[f"element[p1].indicator[020101-02].actual.{year}"] == value

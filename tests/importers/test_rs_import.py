"""What the sheets' rows become. The fixtures are fictional; see rs_fixtures/README.md."""

from __future__ import annotations

import pytest
from rs_graph import FIXTURES, Imported, rows, run, table, write

PROGRAM = "id/program/rs-101"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return run([FIXTURES], tmp_path_factory.mktemp("rs"))


def test_a_program_has_its_texts_years_and_pages(done: Imported) -> None:
    assert done.values(PROGRAM, "rdfs:label") == ["空とぶ図書館の運行（架空）"]
    assert done.values(PROGRAM, "lm:number") == ["101"]
    assert done.values(PROGRAM, "lm:purpose") == ['本の"届かない"村に本を届ける。']
    assert done.values(PROGRAM, "lm:summary") == ["気球で本を運ぶ。\\担当の（氏名略）が操縦する。"]
    assert done.values(PROGRAM, "lm:startYear") == ["2020"]
    assert done.values(PROGRAM, "lm:endYear") == ["2030"]
    assert done.values(PROGRAM, "lm:implementationMethod") == [
        "code:method/burden",
        "code:method/direct",
    ]
    assert done.values(PROGRAM, "lm:referencePage") == ["https://library.example.jp/sky"]


def test_several_addresses_in_a_cell_are_taken_apart_and_local_files_left_out(
    done: Imported,
) -> None:
    assert done.values("id/program/rs-102", "lm:referencePage") == [
        "https://star.example.jp/a%5B1%5D.pdf",
        "https://star.example.jp/b",
    ]
    assert done.values("id/program/rs-103", "lm:referencePage") == []
    assert done.report.notes["no-address"].count == 1


def test_the_unit_path_is_a_tree_from_the_government_down(done: Imported) -> None:
    (unit,) = done.values(PROGRAM, "lm:leadUnit")
    path = []
    while unit:
        (label,) = [v for v in done.values(unit, "rdfs:label") if not v.startswith("Gov")]
        (kind,) = done.values(unit, "lm:unitKind")
        path.append((label, kind.removeprefix("code:unit-kind/")))
        unit = next(iter(done.values(unit, "org:unitOf")), "")
    assert path == [
        ("巡回室", "office"),
        ("図書課", "section"),
        ("本局", "department"),
        ("架空省", "ministry"),
        ("日本国政府", "government"),
    ]


def test_an_agency_in_the_ministrys_cell_is_a_unit_of_its_own(done: Imported) -> None:
    agency = done.the("org:OrganizationalUnit", "星空庁")
    assert done.values(agency, "org:unitOf") == [done.the("org:OrganizationalUnit", "架空省")]
    assert done.subjects("rdfs:label", "架空省 星空庁") == []


def test_units_that_take_part_are_related(done: Imported) -> None:
    (related,) = done.values(PROGRAM, "lm:relatedUnit")
    assert done.values(related, "rdfs:label") == ["鳥課"]


def test_policy_measure_program(done: Imported) -> None:
    measure = done.the("lm:Measure", "１－１ 遠い村の読書")
    policy = done.the("lm:Policy", "１ 読書の推進")
    assert done.values(PROGRAM, "lm:partOf") == [measure]
    assert done.values(measure, "lm:partOf") == [policy]
    assert done.values(measure, "lm:referencePage") == ["https://policy.example.jp/1"]
    ministry = done.the("org:OrganizationalUnit", "架空省")
    assert done.values(policy, "lm:leadUnit") == [ministry]
    # 施策「なし」: the program belongs to the policy itself
    assert done.values("id/program/rs-102", "lm:partOf") == [policy]
    assert done.values("id/program/rs-103", "lm:partOf") == []


def test_laws_provisions_and_plans(done: Imported) -> None:
    law = "id/law/rs-490AC0000000001"
    assert done.values(law, "lm:number") == ["平成九十年法律第一号"]
    assert done.values(law, "lm:referencePage") == ["https://laws.e-gov.go.jp/law/490AC0000000001"]
    provision = done.the("lm:LegalBasis", "架空図書館法 第四条第1項第十三号")
    assert done.values(provision, "dcterms:isPartOf") == [law]
    assert done.values(PROGRAM, "lm:hasLegalBasis") == sorted(
        [provision, done.the("lm:LegalBasis", "空路令 第5条")]
    )
    plan = done.the("lm:LegalBasis", "読書計画（架空）")
    assert done.values(PROGRAM, "dcterms:references") == [plan]


def test_policies_laws_and_plans_are_one_whatever_their_width(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("rs")
    content = rows(table("1-3"))
    wide = str.maketrans("0123456789１－", "０１２３４５６７８９1-", "")
    columns = ("政策", "施策", "計画通知名", "法令名", "法令番号")
    again = [{**r, "予算事業ID": f"9{r['予算事業ID']}"} for r in content]
    again = [{**r, **{c: f" {r[c].translate(wide)}" for c in columns if r[c]}} for r in again]
    done = run([write(folder / "1-3.csv", content + again)], folder / "out")
    once = run([write(folder / "once.csv", content)], folder / "out2")
    for kind in ("Policy", "Measure", "LegalBasis"):
        assert done.report.made[kind] == once.report.made[kind] > 0


def test_related_programs_that_are_not_there_are_only_named(done: Imported) -> None:
    assert done.values(PROGRAM, "lm:relatedProgram") == [
        "id/program/rs-102",
        "id/program/rs-999",
    ]
    assert done.values("id/program/rs-999", "rdf:type") == ["prov:Entity"]
    assert done.values("id/program/rs-999", "rdfs:label") == ["ここにない事業（架空）"]


def test_money_is_of_the_totals_row_in_yen(done: Imported) -> None:
    money = "id/money/rs-101-2023"
    assert done.values(money, "lm:initialBudget") == ["34482000"]
    assert done.values(money, "lm:executedAmount") == ["30000000"]
    assert done.values(money, "lm:executionRate") == ["0.87001"]
    assert done.values(money, "lm:requestedAmount") == ["40000000"]
    assert done.values(money, "lm:account") == ["code:account/general"]
    assert done.values(money, "rdfs:comment") == ["気球を1機増やしたため"]
    assert done.values(money, "lm:inModel") == []
    assert done.values("id/money/rs-101-2024", "lm:account") == [
        "code:account/general",
        "code:account/special",
    ]


def test_zeros_of_a_year_that_is_not_closed_are_no_amounts(done: Imported) -> None:
    assert done.values("id/money/rs-101-2024", "lm:executedAmount") == []
    assert done.report.notes["not-closed"].count == 6


def test_account_lines_break_down_the_total(done: Imported) -> None:
    lines = done.subjects("lm:breakdownOf", "id/money/rs-101-2024")
    amounts = {
        done.values(line, "lm:accountName")[0]: done.values(line, "lm:supplementaryBudget")
        for line in lines
    }
    assert amounts == {"一般会計": ["3000000"], "空路特別会計": ["2000000"]}


def test_sums_that_do_not_agree_are_noted_not_mended(done: Imported) -> None:
    assert done.report.notes["sum-initial"].examples == [
        "2-1_RS_2024_予算・執行_サマリ.csv#row=7 102 2024: 1000000 / 900000"
    ]
    assert done.values("id/money/rs-102-2024", "lm:initialBudget") == ["1000000"]


def test_a_cell_that_is_no_number_is_refused_and_the_row_stays(done: Imported) -> None:
    (refusal,) = [r for r in done.report.refusals if r.file.startswith("2-1")]
    assert (refusal.row, refusal.column, refusal.value, refusal.scope) == (
        9,
        "当初予算（合計）",
        "百万円",
        "cell",
    )
    assert done.values("id/money/rs-103-2024", "lm:plannedAmount") == ["2000000"]


def test_two_different_totals_of_a_year_are_refused_equal_ones_are_duplicates(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("rs")
    content = rows(table("2-1"))
    content += [dict(content[0]), {**content[0], "当初予算（合計）": "5"}]
    done = run([write(folder / "2-1.csv", content)], folder / "out")
    counts = done.report.tables["2-1"]
    assert (counts.duplicate, counts.refused) == (1, 1)
    assert done.values("id/money/rs-101-2023", "lm:initialBudget") == ["34482000"]


def test_provenance_leads_to_the_row(done: Imported) -> None:
    source = "source/rs/2024/"
    derived = done.values(PROGRAM, "prov:wasDerivedFrom")
    assert len(derived) == 8
    tables = {value.removeprefix(source)[:3] for value in derived}
    assert tables == {"1-1", "1-2", "1-3", "1-5"}
    (line,) = done.values("id/money/rs-101-2023", "prov:wasDerivedFrom")
    assert line.startswith(f"{source}2-1_RS_2024_%E4%BA%88")
    assert line.endswith(".csv#row=2")
    files = [f for f in done.subjects("rdf:type", "prov:Entity") if f.startswith(source)]
    assert len(files) == 8
    (hashed,) = done.values(f"http://127.0.0.1:8000/{files[0]}", "lm:sha256")
    assert len(hashed) == 64


def test_the_provenance_graph_states_the_counts_of_classes(done: Imported) -> None:
    counts = done.values("id/dataset/rs-class-Program", "void:entities")
    assert counts == [str(len(done.subjects("rdf:type", "lm:Program")))] == ["3"]
    data = next(graph for graph in done.report.graphs if not graph.endswith("provenance"))
    assert done.values("id/dataset/rs", "void:triples") == [str(done.report.graphs[data])]


def test_the_dataset_says_whose_it_is(done: Imported) -> None:
    assert done.values("id/dataset/rs", "dcterms:license") == [
        "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0"
    ]
    assert done.values("id/dataset/rs", "lm:fictional") == ["false"]


def test_another_dataset_name_and_base(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("rs")
    other = run([FIXTURES], folder, dataset="rs_test", base_iri="https://data.example.jp")
    assert set(other.batch.graphs) == {
        "https://data.example.jp/graph/rs_test/2024",
        "https://data.example.jp/graph/rs_test/2024/provenance",
    }
    assert b"127.0.0.1" not in b"".join(other.bytes().values())


def test_every_refusal_has_its_place_and_reason(done: Imported) -> None:
    assert [(r.file[:3], r.row, r.scope) for r in done.report.refusals] == [
        ("1-2", 4, "cell"),
        ("1-5", 5, "row"),
        ("2-1", 9, "cell"),
        ("3-2", 10, "row"),
        ("3-1", 13, "row"),
        ("4-1", 3, "cell"),
    ]
    assert all(r.column and r.reason["ja"] and r.reason["en"] for r in done.report.refusals)


def test_a_store_takes_the_batch_and_a_second_import_changes_nothing(done: Imported) -> None:
    from michisuji.store.memory import MemoryStore

    with MemoryStore("http://127.0.0.1:8000") as store:
        assert store.replace(done.batch).changed
        assert not store.replace(done.batch).changed

"""Logic models, indicators and reviews of the (fictional) sheets."""

from __future__ import annotations

import pytest
from rs_graph import FIXTURES, Imported, rows, run, table, write

MODEL = "id/model/rs-101-2024"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return run([FIXTURES], tmp_path_factory.mktemp("rs"))


def _outcome(done: Imported, stage: str) -> str:
    label = "本を借りる人が増える"
    (one,) = set(done.subjects("rdfs:label", label)) & set(
        done.subjects("lm:stage", f"code:stage/{stage}")
    )
    return one


def _link(done: Imported, source: str, target: str) -> str:
    (link,) = set(done.subjects("lm:from", source)) & set(done.subjects("lm:to", target))
    return link


def test_outcomes_that_differ_in_period_only_are_two(done: Imported) -> None:
    short, long = _outcome(done, "short"), _outcome(done, "long")
    assert short != long
    assert long in done.values(short, "lm:leadsTo")
    assert done.values(short, "lm:inModel") == [MODEL]
    assert done.values(short, "lm:number") == ["1"]


def test_a_real_self_loop_is_kept(done: Imported) -> None:
    long = _outcome(done, "long")
    assert done.values(long, "lm:leadsTo") == [long]
    assert done.values(_link(done, long, long), "lm:rationale") == ["読む村は読み続ける"]


def test_edges_and_links_are_written_together(done: Imported) -> None:
    links = done.subjects("rdf:type", "lm:CausalLink")
    ends = {(done.values(k, "lm:from")[0], done.values(k, "lm:to")[0]) for k in links}
    edges = {
        (source, target)
        for source in {a for a, _ in ends}
        for target in done.values(source, "lm:leadsTo")
    }
    assert edges == ends
    assert len(links) == done.report.made["CausalLink"] == done.report.made["leadsTo"] == 7


def test_a_link_stated_twice_keeps_both_rationales(done: Imported) -> None:
    link = _link(done, _outcome(done, "short"), _outcome(done, "long"))
    assert done.values(link, "lm:rationale") == ["借りた人は友だちも誘う", "借りた人は次も借りる"]
    assert done.report.tables["3-2"].duplicate == 1
    assert len(done.values(link, "prov:wasDerivedFrom")) == 3


def test_order_is_that_of_the_sheet(done: Imported) -> None:
    elements = [e for e in done.subjects("lm:inModel", MODEL) if done.values(e, "lm:order")]
    ordered = sorted(elements, key=lambda e: int(done.values(e, "lm:order")[0]))
    assert [e.split("/")[1] for e in ordered] == ["activity", "output", "outcome", "outcome"]


def test_the_years_money_leads_to_each_activity_and_says_it_is_by_sheet(done: Imported) -> None:
    money = "id/model-money/rs-101-2024"
    activity = done.the("lm:Activity", "気球で本を運ぶ")
    assert done.values(money, "lm:inModel") == [MODEL]
    assert done.values(money, "lm:leadsTo") == [activity]
    budget = "id/money/rs-101-2024"
    assert done.values(money, "lm:budgetRecord") == [budget]
    assert (done.values(budget, "lm:inModel"), done.values(budget, "lm:leadsTo")) == ([], [])
    link = _link(done, money, activity)
    assert done.values(link, "lm:inModel") == [MODEL]
    assert "原表の予算は事業全体に対するもので、アクティビティ別の内訳はない" in done.values(
        link, "lm:assumption"
    )


def test_a_program_without_a_chain_has_an_empty_model_with_its_money(done: Imported) -> None:
    assert done.values("id/model/rs-103-2024", "lm:modelOf") == ["id/program/rs-103"]
    assert "id/model-money/rs-103-2024" in done.subjects("lm:inModel", "id/model/rs-103-2024")


def test_single_stage_reasons_and_dashes(done: Imported) -> None:
    assert done.values("id/model/rs-102-2024", "lm:singleStageReason") == ["星は動かないため"]
    outcome = done.the("lm:Outcome", "星を知る人が増える")
    activity = done.the("lm:Activity", "観察会を開く")
    assert done.values(_link(done, activity, outcome), "lm:rationale") == []
    assert done.values(outcome, "lm:stage") == []
    assert done.report.notes["unknown-period"].examples[0].endswith("row=8 超長期")


def test_a_row_of_an_unknown_kind_writes_nothing(done: Imported) -> None:
    assert done.subjects("rdfs:label", "望遠鏡を磨く") == []
    (refusal,) = [r for r in done.report.refusals if r.file.startswith("3-2")]
    assert refusal.value == "作業"
    assert refusal.column == "派生元ー種別（アクティビティ・アウトプット・アウトカム）"


def test_indicators_are_of_the_elements_of_the_links(done: Imported) -> None:
    output = done.the("lm:Indicator", "巡回した村の数")
    assert done.values(output, "lm:indicates") == [done.the("lm:Output", "巡回した村の数")]
    assert done.values(output, "lm:unitOfMeasure") == ["村"]
    assert done.values(output, "lm:desiredDirection") == ["code:direction/up"]
    assert done.values(output, "lm:statisticalSource") == ["運行日誌"]
    assert done.values(output, "lm:level") == ["code:level/activity"]
    share = done.the("lm:Indicator", "借りたことのある人の割合")
    assert done.values(share, "lm:indicates") == [_outcome(done, "long")]
    assert done.values(share, "lm:basis") == ["第2章", "読書計画（架空）"]
    assert done.report.notes["element-without-link"].count == 1


def test_observations_by_year(done: Imported) -> None:
    output = done.the("lm:Indicator", "巡回した村の数")
    found = {}
    for observation in done.subjects("lm:ofIndicator", output):
        kind = done.values(observation, "lm:valueKind")[0].rpartition("/")[2]
        year = done.values(observation, "lm:fiscalYear")[0]
        found[kind, year] = done.values(observation, "lm:value")
        assert done.values(observation, "qb:dataSet") == ["id/dataset/rs"]
    assert found == {
        ("target", "2023"): ["10"],
        ("target", "2024"): ["20"],
        ("target", "2026"): ["30"],
        ("actual", "2023"): ["8"],
        ("actual", "2024"): ["21"],
    }


def test_percent_signs_words_and_dashes_as_values(done: Imported) -> None:
    share = done.the("lm:Indicator", "借りたことのある人の割合")
    texts = {
        done.values(o, "lm:valueKind")[0].rpartition("/")[2]: (
            done.values(o, "lm:value"),
            done.values(o, "lm:valueText"),
        )
        for o in done.subjects("lm:ofIndicator", share)
    }
    assert texts == {"target": (["60"], []), "actual": ([], ["約半数"])}
    assert done.report.notes["no-target-value"].examples[0].endswith("2030")


def test_achievement_is_compared_not_stored(done: Imported) -> None:
    note = done.report.notes["rate-differs"]
    assert note.count == 1
    assert note.examples[0].endswith("#row=6 2024: 50 / 105.0")


def test_a_qualitative_indicator_says_why(done: Imported) -> None:
    (indicator,) = done.subjects("lm:indicatorKind", "code:indicator-kind/qualitative")
    assert done.values(indicator, "rdfs:label") == ["本を借りる人が増える"]
    assert done.values(indicator, "lm:qualitativeReason") == ["村ごとに事情が異なるため"]
    assert done.values(indicator, "lm:qualitativeResult") == ["楽しみにする声が聞かれた"]


def test_two_indicators_of_one_name_stay_two(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("rs")
    four = [r for r in rows(table("3-1")) if r["活動指標／成果指標"] == "巡回した村の数"]
    other = [{**r, "2024": "99" if r["2024"] else ""} for r in four]
    done = run([write(folder / "a.csv", [*four, *other, *four])], folder / "out")
    assert done.report.made["Indicator"] == 2
    counts = done.report.tables["3-1"]
    # the other's 目標年度 row is the same as the first one's
    assert (counts.used, counts.duplicate) == (7, 5)


def test_reviews_of_the_year(done: Imported) -> None:
    own, lead = (f"id/evaluation/rs-101-2024-{k}" for k in ("self", "lead-summary"))
    assert done.values(own, "lm:findings") == ["おおむね順調。"]
    assert done.values(own, "lm:improvement") == ["気球を増やす。"]
    assert done.values(own, "lm:effectEvaluation") == []
    assert done.values(own, "lm:evaluatedBy") == done.values("id/program/rs-101", "lm:leadUnit")
    assert done.values(lead, "lm:result") == ["code:result/improve"]
    assert done.values(lead, "lm:resultText") == ["事業内容の一部改善"]
    assert done.values(lead, "lm:reflection") == ["【執行等改善】見直した。"]
    assert done.values(lead, "lm:reflectedAmount") == ["-1500000"]
    external = "id/evaluation/rs-101-2024-external"
    assert done.values(external, "lm:findings") == ["効果を測ること。（氏名略）"]
    assert len(done.values(own, "prov:wasDerivedFrom")) == 2


def test_an_unknown_result_word_is_kept_and_noted(done: Imported) -> None:
    lead = "id/evaluation/rs-102-2024-lead-summary"
    assert done.values(lead, "lm:result") == []
    assert done.values(lead, "lm:resultText") == ["様子を見る"]
    assert done.report.notes["unknown-result"].examples[0].endswith("様子を見る")


def test_remarks_of_earlier_years_are_external_evaluations(done: Imported) -> None:
    (past,) = done.subjects("rdfs:label", "公開プロセス")
    assert done.values(past, "lm:fiscalYear") == ["2022"]
    assert done.values(past, "lm:findings") == ["費用を示してほしい。（（氏名略）委員）"]
    assert done.values(past, "lm:reflection") == ["示した。"]
    (other,) = done.subjects("rdfs:label", "架空検査報告")
    assert done.values(other, "lm:fiscalYear") == []
    assert done.values(other, "lm:evaluationKind") == ["code:evaluation-kind/external"]

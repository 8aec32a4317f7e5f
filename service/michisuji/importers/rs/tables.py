"""The columns of the national review's CSV tables that are read.

A table may gain columns from year to year: only those named here are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewTable:
    """One table of the review: ``columns`` maps the keys used in the code to column names.

    ``signature`` lists keys that no other table has all of; ``optional`` ones may be missing.
    """

    id: str
    title: str
    columns: Mapping[str, str]
    signature: Sequence[str]
    optional: frozenset[str] = frozenset()
    years: bool = False


_UNIT = {
    "ministry": "府省庁",
    "bureau": "局・庁",
    "division": "部",
    "section": "課",
    "office": "室",
    "team": "班",
    "subsection": "係",
}
COMMON = {
    "year": "事業年度",
    "id": "予算事業ID",
    "name": "事業名",
    "jurisdiction": "政策所管府省庁",
    **_UNIT,
}
#: A sheet without these is still useful.
_OPTIONAL = frozenset({"jurisdiction", *_UNIT})

METHODS = {
    "method_direct": "実施方法ー直接実施",
    "method_subsidy": "実施方法ー補助",
    "method_burden": "実施方法ー負担",
    "method_grant": "実施方法ー交付",
    "method_contribution": "実施方法ー分担金・拠出金",
    "method_other": "実施方法ーその他",
}

_NODE = "アクティビティ・アウトプット・アウトカム"
_SELF = "事業所管部局による点検・改善"
_PAST = "過去に受けた指摘事項－"
_OTHER = "その他の指摘事項－"
_FOLLOWED = "所見を踏まえた改善点／概算要求における反映状況"

ORGANIZATION = ReviewTable(
    "1-1",
    "基本情報_組織情報",
    {
        **COMMON,
        "jurisdiction": "所管府省庁",
        **{f"other_{key}": f"{column}（その他担当組織）" for key, column in _UNIT.items()},
        "person": "作成責任者",
    },
    ("other_ministry", "other_section"),
    # 作成責任者 is read only to know which names must not get through.
    _OPTIONAL | {"person"},
)
OUTLINE = ReviewTable(
    "1-2",
    "基本情報_事業概要等",
    {
        **COMMON,
        "purpose": "事業の目的",
        "situation": "現状・課題",
        "summary": "事業の概要",
        "page": "事業概要URL",
        "start": "事業開始年度",
        "end": "事業終了（予定）年度",
        **METHODS,
    },
    ("purpose", "summary"),
    _OPTIONAL | set(METHODS) | {"situation", "page", "start", "end"},
)
POLICY = ReviewTable(
    "1-3",
    "基本情報_政策・施策、法令等",
    {
        **COMMON,
        "policy_ministry": "政策所管府省庁_P",
        "policy": "政策",
        "measure": "施策",
        "policy_page": "政策・施策URL",
        "law": "法令名",
        "law_number": "法令番号",
        "law_id": "法令ID",
        "article": "条",
        "paragraph": "項",
        "item": "号・号の細分",
        "plan": "計画通知名",
        "plan_page": "計画通知等URL",
    },
    ("policy", "measure", "law"),
    _OPTIONAL
    | {"policy_ministry", "policy_page", "law_number", "law_id", "article", "paragraph", "item"}
    | {"plan", "plan_page"},
)
RELATED = ReviewTable(
    "1-5",
    "基本情報_関連事業",
    {
        **COMMON,
        "related_id": "関連事業の事業ID",
        "related_name": "関連事業の事業名",
        "relation": "関連性",
    },
    ("related_id",),
    _OPTIONAL | {"related_name", "relation"},
)
TOTALS = {
    "initial": "当初予算（合計）",
    "supplementary": "補正予算（合計）",
    "carried_over": "前年度からの繰越し（合計）",
    "reserve": "予備費等（合計）",
    "planned": "計（歳出予算現額合計）",
    "executed": "執行額（合計）",
    "rate": "執行率",
    "carried_forward": "翌年度への繰越し(合計）",
    "requested": "翌年度要求額（合計）",
}
LINES = {
    "line_initial": "当初予算",
    **{f"line_supplementary{n}": f"第{n}次補正予算" for n in range(1, 6)},
    "line_carried_over": "前年度から繰越し",
    **{f"line_reserve{n}": f"予備費等{n}" for n in range(1, 5)},
    "line_planned": "歳出予算現額",
    "line_executed": "執行額",
    "line_requested": "翌年度要求額",
}
BUDGET = ReviewTable(
    "2-1",
    "予算・執行_サマリ",
    {
        **COMMON,
        "budget_year": "予算年度",
        **TOTALS,
        "reason": "主な増減理由",
        "remark": "その他特記事項",
        "category": "会計区分",
        "account": "会計",
        "sub_account": "勘定",
        **LINES,
    },
    ("budget_year", "initial"),
    _OPTIONAL
    | (set(TOTALS) - {"initial", "planned"})
    | (set(LINES) - {"line_initial"})
    | {"reason", "remark", "sub_account"},
)
INDICATORS = ReviewTable(
    "3-1",
    "効果発現経路_目標・実績",
    {
        **COMMON,
        "basis": "事業に関連するKPIが定められている閣議決定等の名称",
        "basis_part": "事業に関連するKPIが定められている閣議決定等の該当箇所",
        "basis_page": "事業に関連するKPIが定められている閣議決定等のURL",
        "number": f"{_NODE}の番号",
        "kind": f"種別（{_NODE}）",
        "period": "アウトカムの期間",
        "goal_kind": "成果目標の種類",
        "text": "アクティビティ／活動目標／成果目標",
        "indicator": "活動指標／成果指標",
        "unit": "単位",
        "direction": "改善の上向き／下向き",
        "source": "成果実績及び目標値の根拠として用いた統計・データ名（出典）",
        "qualitative_reason": "定性的なアウトカム目標を設定している理由",
        "qualitative_result": "定性的なアウトカムに関する成果実績",
        "row_kind": "目標年度／目標値／実績値／達成率",
    },
    ("indicator", "row_kind"),
    _OPTIONAL
    | {"basis", "basis_part", "basis_page", "goal_kind", "unit", "direction", "source"}
    | {"qualitative_reason", "qualitative_result"},
    years=True,
)
PATHWAY = ReviewTable(
    "3-2",
    "効果発現経路_目標のつながり",
    {
        **COMMON,
        "from_number": f"派生元ー{_NODE}の番号",
        "from_kind": f"派生元ー種別（{_NODE}）",
        "from_period": "派生元ーアウトカムの期間",
        "from_text": "派生元ーアクティビティの内容/ 活動目標／成果目標",
        "to_number": f"派生先ー{_NODE}の番号",
        "to_kind": f"派生先ー種別（{_NODE}）",
        "to_period": "派生先ーアウトカムの期間",
        "to_text": "派生先ー 活動目標／成果目標",
        "rationale": "後続アウトカムへのつながり",
        "single_stage": "アウトカムを複数段階で設定できない理由",
    },
    ("from_kind", "to_kind"),
    _OPTIONAL | {"rationale", "single_stage"},
)
REVIEW = ReviewTable(
    "4-1",
    "点検・評価",
    {
        **COMMON,
        "self_findings": f"{_SELF}ー点検結果",
        "self_improvement": f"{_SELF}ー改善の方向性",
        "self_effect": f"{_SELF}－目標年度における効果測定に関する評価",
        "external_method": "外部有識者による点検ー点検対象",
        "external_findings": "外部有識者による点検ー所見",
        "external_public": "公開プロセス結果概要",
        "lead_result": "行政事業レビュー推進チームの所見",
        "lead_findings": "行政事業レビュー推進チームの所見の詳細",
        "followed": _FOLLOWED,
        "followed_detail": f"{_FOLLOWED}の詳細",
        "amount_general": "反映額（一般会計）",
        "special_account": "反映額（特別会計）－会計",
        "special_sub_account": "反映額（特別会計）－勘定",
        "amount_special": "反映額（特別会計）－反映額",
        "past_kind": f"{_PAST}区分",
        "past_year": f"{_PAST}取りまとめ年度",
        "past_text": f"{_PAST}取りまとめ内容",
        "past_response": f"{_PAST}対応状況",
        "other_kind": f"{_OTHER}調査等の名称",
        "other_year": f"{_OTHER}指摘年度",
        "other_text": f"{_OTHER}指摘内容",
        "other_response": f"{_OTHER}対応状況",
    },
    ("self_findings", "lead_result"),
    _OPTIONAL
    | {"self_effect", "external_method", "external_findings", "external_public"}
    | {"followed", "followed_detail", "amount_general", "amount_special"}
    | {"special_account", "special_sub_account"}
    | {f"{group}_{part}" for group in ("past", "other") for part in ("kind", "year", "text")}
    | {"past_response", "other_response"},
)

#: The order in which tables are read, whatever order they are given in.
TABLES: tuple[ReviewTable, ...] = (
    ORGANIZATION,
    OUTLINE,
    POLICY,
    RELATED,
    BUDGET,
    PATHWAY,
    INDICATORS,
    REVIEW,
)

"""The words of the graph explorer, in Japanese and English."""

from __future__ import annotations

from michisuji.vocabulary import LM, PREFIXES

_WORDS = {
    "ja": {
        "title": "グラフ",
        "lead": "計画・組織・事業・ロジックモデルのつながりを、たどって見ることができます。",
        "search": "名前で探して始める",
        "search_go": "探す",
        "found": "「{words}」を名前に含むもの({n}件)",
        "found_cut": "多いので{n}件だけ出しています。語を足して絞り込んでください。",
        "nothing": "「{words}」を名前に含むものはありません。別の語で探してください。",
        "starts": "ここから始める",
        "unknown": "その資源は見つかりませんでした。名前で探すか、下から選んでください。",
        "lost": "開いていた資源のうち{n}件は見つからず、省きました。",
        "kinds": "種類(凡例と絞り込み)",
        "picture": "つながりの図",
        "picture_help": "図の要素を選ぶとつながりが広がります。表や詳細でも同じことができます。"
        "太い線はロジックモデルのつながり、破線は組織との関係です。線の名前は、合わせると出ます。",
        "zoom_in": "拡大",
        "zoom_out": "縮小",
        "whole": "全体を表示",
        "centre": "出発点へ戻る",
        "details": "詳細",
        "details_none": "図または表から選ぶと、ここに詳細が出ます。",
        "page": "この資源のページ",
        "expand": "つながりを広げる",
        "more": "さらに{n}件を広げる",
        "all_shown": "つながり{n}件をすべて表示しています。",
        "shown_of": "つながり{total}件のうち{shown}件を表示しています。",
        "at_least": "{n}件以上",
        "table": "図と同じ内容の表",
        "kind": "種類",
        "name": "名前",
        "links": "つながり",
        "action": "操作",
        "start_here": "ここを出発点にする",
        "count": "{nodes}件を表示しています。",
        "added": "{n}件を追加しました。",
        "none_added": "新しいつながりはありません。",
        "failed": "つながりを読み込めませんでした。もう一度お試しください。",
        "too_many": "開ける数の上限({n}件)に達しました。出発点を変えてください。",
        "permalink": "この表示のリンク",
        "no_script": "JavaScriptが使えないため表だけを出しています。表のリンクでたどれます。",
        "no_name": "(名称なし)",
        "neighbours": "つながっている資源",
        "no_links": "つながっている資源はありません。",
        "hidden": "(絞り込みで非表示)",
    },
    "en": {
        "title": "Graph",
        "lead": "Walk along the connections of plans, units, programs and logic models.",
        "search": "Find a place to start by name",
        "search_go": "Search",
        "found": "Names that contain “{words}” ({n})",
        "found_cut": "Only {n} are listed. Add a word to narrow the search.",
        "nothing": "No name contains “{words}”. Try another word.",
        "starts": "Start here",
        "unknown": "There is no such resource. Search by name or choose one below.",
        "lost": "{n} of the opened resources were not found and are left out.",
        "kinds": "Kinds (legend and filter)",
        "picture": "Picture of the connections",
        "picture_help": "Select an element to open its connections. The table and the details do "
        "the same. Thick lines belong to logic models, dashed ones lead to units; point at a line "
        "for its name.",
        "zoom_in": "Zoom in",
        "zoom_out": "Zoom out",
        "whole": "Show all",
        "centre": "Back to the start",
        "details": "Details",
        "details_none": "Select something in the picture or the table to see its details here.",
        "page": "Page of this resource",
        "expand": "Open connections",
        "more": "Open {n} more",
        "all_shown": "Connections: {n}. All are shown.",
        "shown_of": "Connections: {total}. Shown are {shown}.",
        "at_least": "at least {n}",
        "table": "The same as a table",
        "kind": "Kind",
        "name": "Name",
        "links": "Connections",
        "action": "Action",
        "start_here": "Start from here",
        "count": "{nodes} shown.",
        "added": "{n} added.",
        "none_added": "No new connections.",
        "failed": "The connections could not be loaded. Please try again.",
        "too_many": "No more than {n} can be opened at once. Start from another place.",
        "permalink": "Link to this view",
        "no_script": "Without JavaScript a table stands in for the picture; its links open more.",
        "no_name": "(no name)",
        "neighbours": "Connected resources",
        "no_links": "Nothing is connected.",
        "hidden": "(hidden by the filter)",
    },
}

#: Relation → (read from the statement's subject, read from its object), ja and en.
_RELATIONS = {
    "partOf": (("上位", "部分"), ("part of", "has part")),
    "realizes": (("実現する方針", "実現する施策"), ("realizes", "realized by")),
    "leadUnit": (("主管", "主管する"), ("lead unit", "leads")),
    "relatedUnit": (("関連課", "関連する"), ("related unit", "related to")),
    "leadsTo": (("つながる先", "つながる元"), ("leads to", "comes from")),
    "indicates": (("指標が示すもの", "指標"), ("indicates", "indicator")),
    "budgetOf": (("予算の対象", "予算"), ("budget of", "budget")),
    "goalOf": (("目標をもつ組織", "目標"), ("goal of", "goal")),
    "serves": (("上位の目標", "支える目標"), ("serves", "served by")),
    "evaluates": (("評価の対象", "評価"), ("evaluates", "evaluation")),
    "evaluatedBy": (("評価した組織", "行った評価"), ("evaluated by", "evaluated")),
    "reflectedIn": (("反映先", "反映された評価"), ("reflected in", "reflects")),
    "practicedBy": (("取り組む組織", "改善の取組み"), ("practised by", "practice")),
    "improves": (("改善の対象", "改善の取組み"), ("improves", "improved by")),
    "adoptedFrom": (("取り入れた元", "取り入れた先"), ("adopted from", "adopted by")),
    "feeds": (("反映先", "反映元"), ("feeds", "fed by")),
    "supports": (("支える方向", "支える道具"), ("supports", "supported by")),
    "relatedProgram": (("関連事業", "関連事業"), ("related program", "related program")),
    "legalBasis": (("根拠法令", "根拠とする事業"), ("legal basis", "basis of")),
    "unitOf": (("上位組織", "下位組織"), ("unit of", "has unit")),
    "wasRevisionOf": (("前の計画", "次の計画"), ("revision of", "revised by")),
    "inModel": (("事業・施策", "要素"), ("belongs to", "element")),
    "modelOf": (("事業・施策", "ロジックモデル"), ("model of", "logic model")),
}


def words(lang: str) -> dict[str, str]:
    """Return the words of a language; Japanese for an unknown one."""
    return _WORDS.get(lang, _WORDS["ja"])


def relation(iri: str, lang: str, *, inward: bool = False) -> str:
    """Return the name of a relation as read from the current resource."""
    local = local_name(iri)
    pair = _RELATIONS.get(local)
    return pair[lang == "en"][inward] if pair else local


def local_name(iri: str) -> str:
    """Return a relation without its namespace, for the three namespaces in the explorer."""
    return iri.removeprefix(LM).removeprefix(PREFIXES["org"]).removeprefix(PREFIXES["prov"])


def relations(lang: str) -> dict[str, tuple[str, str]]:
    """Return every relation: local name → its names as read from subject and object."""
    return {local: pair[lang == "en"] for local, pair in _RELATIONS.items()}

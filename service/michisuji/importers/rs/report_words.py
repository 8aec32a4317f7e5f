"""The words of the review's report: what its import notes, and why it refuses rows and values."""

from __future__ import annotations

from collections.abc import Mapping

#: Used, but worth knowing: code → Japanese, English.
NOTES: Mapping[str, tuple[str, str]] = {
    "not-closed": (
        "年度が終わっていないため0を取り込まなかった金額",
        "zeros of a year not closed, left out",
    ),
    "unknown-account": ("会計区分が空か知らない値", "no or unknown kind of account"),
    "no-totals": ("合計行のない事業・年度", "program-years without a totals row"),
    "unknown-period": (
        "知らない期間、またはアウトカム以外の期間",
        "unknown period, or a a period without an outcome",
    ),
    "element-without-link": ("つながり(3-2)に現れない要素", "elements without a link (3-2)"),
    "unknown-direction": ("知らない「改善の上向き／下向き」", "unknown direction"),
    "unknown-goal-kind": ("知らない「成果目標の種類」", "unknown kind of goal"),
    "unknown-method": ("実施方法の欄の知らない値", "unknown method mark"),
    "half-link": (
        "片方しかないつながり(要素だけ使用)",
        "links with one end only (the element is used)",
    ),
    "two-rationales": (
        "同じつながりに2つ目の説明(両方を保持)",
        "a second rationale of the same link (both kept)",
    ),
    "no-policy": ("政策・施策が「なし」の行", "rows whose policy is “none”"),
    "related-outside": (
        "この入力にない関連事業(名前だけを持つ)",
        "related programs outside the input (only named)",
    ),
    "unknown-reflection": (
        "知らない反映状況の区分(文字のまま保持)",
        "unknown word of reflection (kept as text)",
    ),
    "unknown-result": ("知らない所見の区分(文字のまま保持)", "unknown result word (kept as text)"),
    "names-removed": (
        "文中の氏名・連絡先を除いた箇所",
        "personal names or contacts removed from texts",
    ),
    "no-address": ("URLとして使えない値", "values that are not web addresses"),
    "name-differs": (
        "事業名が表により異なる(先の表の名を使用)",
        "program name differs between rows (the first is used)",
    ),
    "rate-text": ("数値でない達成率", "達成率 that is no number"),
    "target-flag": (
        "定性的な目標の、値ではない印(取り込まない)",
        "marks of qualitative targets, which are not values",
    ),
    "value-text": (
        "数値でない目標値・実績値(文字のまま保持)",
        "targets or actuals that are not numbers (kept as text)",
    ),
    "no-target-value": (
        "目標年度に目標値がない指標",
        "indicators without a target in their target year",
    ),
    "rate-differs": (
        "達成率(%)が目標値と実績値から計算した値と合わない",
        "達成率 (%) differs from what target and actual give",
    ),
}

#: Not used: code → Japanese, English; fields in braces are filled in.
REFUSED: Mapping[str, tuple[str, str]] = {
    "budget-year": ("予算年度として読めません", "not a budget year"),
    "second-totals": ("同じ事業・年度の合計行が2つあります", "a second, different row of totals"),
    "other-year": ("事業年度がファイルの年度と違います", "a fiscal year other than the file's"),
    "columns": ("列の数が見出しと違います", "not the number of columns of the header"),
    "no-csv": ("CSVとして読めない行です", "not readable as CSV"),
    "element-kind": ("知らない種別です", "unknown kind of element"),
    "no-text": ("内容が空です", "the element has no text"),
    "row-kind": ("知らない行の種類です", "unknown kind of row"),
    "no-indicator": ("値があるのに指標名がありません", "values without an indicator"),
    "related-id": ("関連事業の事業IDが使えません", "unusable ID of a related program"),
    "program-id": ("予算事業IDが使えません", "unusable program ID"),
    "no-name": ("事業名がありません", "no program name"),
    "year": ("年度として読めません", "not a year"),
    "number": ("数値として読めません", "not a number"),
    "year-digits": (
        "事業年度は「{year}」と数字4桁だけで書きます",
        "the fiscal year must be {year}, four digits alone",
    ),
    "swallowed": (
        '閉じていない引用符(")のため、{first}〜{last}行目の{lines}行が1つの行になり、読めません',
        "an unclosed quotation mark turns the {lines} lines {first} to {last} into one row",
    ),
}


def refused(code: str, **values: object) -> dict[str, str]:
    """Return a reason in both languages."""
    ja, en = REFUSED[code]
    return {"ja": ja.format(**values), "en": en.format(**values)}

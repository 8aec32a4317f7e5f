"""The words of the comparison of years."""

from __future__ import annotations

from michisuji.analysis.tables import text

STATUS = {
    "added": text("追加", "added"),
    "removed": text("削除", "removed"),
    "changed": text("変更", "changed"),
}
PARTS = {
    "owner": text("事業・施策", "program or measure"),
    "element": text("要素", "element"),
    "indicator": text("指標", "indicator"),
    "link": text("つながり", "link"),
}
FIELDS = {
    "label": text("内容", "text"),
    "stage": text("段階", "stage"),
    "plannedAmount": text("予算額", "budget"),
    "executedAmount": text("執行額", "executed"),
    "plannedFte": text("計画人員", "planned staff"),
    "executedFte": text("実績人員", "actual staff"),
    "quantity": text("数量", "quantity"),
    "from": text("元", "from"),
    "to": text("先", "to"),
    "rationale": text("根拠", "rationale"),
    "assumption": text("前提", "assumption"),
    "confidence": text("確信度", "confidence"),
    "contributionShare": text("寄与率", "contribution share"),
    "indicates": text("示す要素", "what it shows"),
    "leadUnit": text("主管", "lead unit"),
}
#: What counts as the same in two years.
MATCHED = text(
    "IRI(末尾の年度を除く)が同じものを同じとみなします。要素は、同じ事業・施策の同じ種類で言葉が近ければ"
    "(二文字の組の一致75%以上)対応させ、「言葉で対応」と示します。",
    "The same IRI (a year at its end left out) means the same. Elements of one owner and kind with "
    "nearly the same label (75% of pairs of characters) are matched by wording and marked so.",
)

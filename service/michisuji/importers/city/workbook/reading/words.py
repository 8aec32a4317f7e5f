"""The words for what is wrong with rows and sheets, and for what is worth knowing about them."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.languages import Text

#: Code → Japanese, English. What could not be used.
PROBLEMS: Mapping[str, tuple[str, str]] = {
    "required": (
        "必ず書く欄が空です(この行は使いませんでした)",
        "a required cell is empty (the row was not used)",
    ),
    "required-bad": (
        "(必ず書く欄なので、この行は使いませんでした)",
        "(the cell is required, so the row was not used)",
    ),
    "no-column": ("必ず要る列がありません", "a required column is missing"),
    "no-header": (
        "見出しの行が見つかりません(はじめの15行を探しました)",
        "no row of headers was found (in the first 15 rows)",
    ),
    "nowhere": (
        "「{value}」が見つかりません(番号か名前を確かめてください)",
        "there is no “{value}” (check its id or name)",
    ),
    "two-of-one-name": (
        "「{value}」は2つ以上あります(番号で書いてください: {choices})",
        "there are two or more of the name “{value}” (write the id: {choices})",
    ),
    "other-model": (
        "「{value}」は、ほかの事業・施策のものなので、つなげません",
        "“{value}” belongs to another program or measure, so it cannot be linked to",
    ),
    "same-id": (
        "同じものの行が {other} にもあります(そちらを使いました)",
        "{other} is a row of the same thing (that one was used)",
    ),
    "differs": (
        "{other} では「{theirs}」です。どちらも使いませんでした",
        "{other} says “{theirs}”; neither was used",
    ),
    "differs-in-row": (
        "{other} では「{theirs}」です(そちらを使いました)",
        "{other} says “{theirs}” (that one was used)",
    ),
    "out-of-scope": (
        "この課のブックでは変えられません(取りまとめの課に伝えてください)",
        "cannot be changed in this section's book (tell the planning section)",
    ),
}

#: Code → Japanese, English. Used, or passed over, in a way worth knowing.
NOTES: Mapping[str, tuple[str, str]] = {
    "left-out-with": (
        "使わなかった行に付く行・値(いっしょに使いませんでした)",
        "rows and values that belong to a row left out (left out with it)",
    ),
    "unknown-sheet": ("知らないシート(読みませんでした)", "unknown sheets (not read)"),
    "remark-row": (
        "表の下や間の注記・合計の行(データとして扱いませんでした)",
        "remarks and totals around the table (not taken as data)",
    ),
    "example-row": ("記入例の行(データとして扱いませんでした)", "rows of examples (not data)"),
    "repeated-header": (
        "途中でくり返された見出しの行(そこから先はその見出しで読みました)",
        "headers repeated further down (what follows was read by them)",
    ),
    "repeated-column": (
        "同じ見出しの列が2つあります(左の列を使いました)",
        "two columns of one header (the left one was used)",
    ),
    "without-year": (
        "年度の分からない列(読みませんでした)",
        "columns of yearly values without a year (not read)",
    ),
    "by-name": ("名前で見つけた参照", "references found by name"),
    "other-name": (
        "番号の後の名前が、ほかのものの名前です(番号のほうを使いました)",
        "ids followed by the name of something else (the id was used)",
    ),
    "zeros-added": (
        "先頭の0が落ちた番号(もとの番号として読みました)",
        "ids that had lost their leading zeros (taken as the full id)",
    ),
    "not-evaluated": (
        "まだ書かれていない評価の行(使いませんでした)",
        "rows of evaluations that nobody has filled in (not used)",
    ),
    "removed": (
        "ブックから消された行(データからも消しました)",
        "rows removed from the book (removed from the data as well)",
    ),
    "reference-removed": (
        "消されたものへの、ほかの課の参照(外しました)",
        "references of other sections to what was removed (taken away)",
    ),
    "same-text-as-before": (
        "前の年度と同じ文のままの評価",
        "evaluations with the same text as the year before",
    ),
    "link-only-there": (
        "09 つながり にだけあるつながり(残しました。切るときは、09 の行も消してください)",
        "links that only sheet 09 has (kept; to cut one, delete its row there too)",
    ),
    "made-from-older": (
        "作った後に、その範囲のデータが変わったブック(その変更を元に戻していないか、変わる値を見比べてください)",
        "books made before the data of their part changed (see that they do not undo the change)",
    ),
    "sum-differs": (
        "内訳の合計と違う予算額(合計 / 予算額。丸めの差なら、そのままでかまいません)",
        "planned amounts unlike the sum of their parts (sum / planned; rounding may be why)",
    ),
}


def problem_text(code: str, **values: str) -> Text:
    """Return the words of a problem in both languages."""
    ja, en = PROBLEMS[code]
    return {"ja": ja.format(**values), "en": en.format(**values)}

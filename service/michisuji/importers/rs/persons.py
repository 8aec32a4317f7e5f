"""Removal of personal names: officials in charge, and reviewers named in free text.

Three ways, from certain to cautious: names that the sheets list as 作成責任者; words that announce
a name (作成責任者:, …氏); in reviewers' remarks only, names in brackets and ○○委員. Addresses are
removed too. The caller counts what is removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MARK = "（氏名略）"

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆ヶ"
_OPEN, _CLOSE = r"[（(〔［\[【<＜]", r"[）)〕］\]】>＞]"
_ANNOUNCED = re.compile(r"((?:作成責任者|担当者名?|責任者氏名)\s*[:：])\s*[^／/\n。]+")
#: Begins where a run begins: otherwise a long text would be searched from each of its characters.
_CONTACT = re.compile(r"(?<![\w.+-])[\w.+-]+[@＠][\w-]+(?:\.[\w-]+)+")
_HONORIFIC = re.compile(rf"(?<![{_HAN}])[{_HAN}]{{3,5}}(?=氏(?![名族]))")
_CHAIR = re.compile(rf"(?<![{_HAN}])(?![{_HAN}]*[会議部者員課])[{_HAN}]{{4,5}}(?=座長)")
#: （姓 名）: a space between two short runs, the first of Chinese characters.
_SPACED = re.compile(rf"{_OPEN}\s*[{_HAN}]{{1,4}}[ \u3000]+[{_HAN}ぁ-んァ-ヶ]{{1,5}}\s*{_CLOSE}")
#: （姓名）that signs a remark: after a full stop, at the end or before the next remark.
_SIGNED = re.compile(
    rf"(?<=[。」）)])\s*{_OPEN}\s*[{_HAN}]{{3,5}}(?<!委員)\s*{_CLOSE}(?=\s*(?:$|[\s・○◯●①-⑳【＜<]))"
)
_MEMBER = re.compile(
    rf"(?<={_OPEN})\s*([{_HAN}]{{1,6}}(?:[ \u3000][{_HAN}ぁ-ん]{{1,4}})?)(?=委員\s*{_CLOSE})"
)
#: Endings of words before 委員 that are offices, not names.
_OFFICES = re.compile(
    "(?:推進|民生|児童|農業|相談|試験|専門|外部|評価|審査|執行|各|有識者|会|運営|調査|教育|擁護|経験者)$"
)
_SHORTEST = 3
#: A longer text in a column of names is not a name.
_LONGEST = 40


class NameFilter:
    """Removes names from texts: call ``learn`` with the names first, then ``clean`` per text."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._stale = False

    def learn(self, person: str) -> None:
        """Add a name from a column of names.

        Names of two characters are skipped: they are common words too.
        """
        name = "".join(person.split())
        if _SHORTEST <= len(name) <= _LONGEST and "未設定" not in name and name not in self._names:
            self._names.add(name)
            self._stale = True

    def clean(self, text: str, *, remarks: bool = False) -> tuple[str, int]:
        """Return the text without names, and how many were removed.

        ``remarks``: the text is by reviewers, who sign with their names.
        """
        found = 0
        if self._stale:
            self._pattern = re.compile(_trie_pattern(self._names))
            self._stale = False
        if self._pattern is not None:
            text, n = self._pattern.subn(MARK, text)
            found += n
        if "者" in text:
            text, n = _ANNOUNCED.subn(rf"\1{MARK}", text)
            found += n
        if "@" in text or "＠" in text:
            text, n = _CONTACT.subn("（連絡先略）", text)
            found += n
        if "氏" in text:
            text, n = _HONORIFIC.subn(MARK, text)
            found += n
        if "座長" in text:
            text, n = _CHAIR.subn(MARK, text)
            found += n
        if remarks:
            text, n = _clean_remark(text)
            found += n
        return text, found


def _clean_remark(text: str) -> tuple[str, int]:
    def member(match: re.Match[str]) -> str:
        return match[0] if _OFFICES.search(match[1]) else MARK

    before = text.count(MARK)
    if "委員" in text:
        text = _MEMBER.sub(member, text)
    text = _SIGNED.sub(MARK, _SPACED.sub(MARK, text))
    return text, text.count(MARK) - before


class _Letter(dict[str, "_Letter"]):
    """A character in the tree of names; the key ``""`` marks the end of a name."""


def _trie_pattern(names: Iterable[str]) -> str:
    """Build one pattern for all names: a tree of characters with optional spaces between them."""
    tree = _Letter()
    for name in names:
        node = tree
        for sign in name:
            node = node.setdefault(sign, _Letter())
        node[""] = _Letter()
    return "|".join(re.escape(sign) + _rest(tree[sign]) for sign in sorted(tree))


def _rest(node: _Letter) -> str:
    following = [re.escape(sign) + _rest(node[sign]) for sign in sorted(node) if sign]
    if not following:
        return ""
    pattern = rf"[ \u3000]?(?:{'|'.join(following)})"
    return f"(?:{pattern})?" if "" in node else pattern

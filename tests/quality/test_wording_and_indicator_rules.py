"""What the rules on wording and indicators say, and that no profile cries wolf with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji import resources
from michisuji.importers.city.toml import import_toml
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.quality.check.command import check_files, check_store
from michisuji.quality.rulebook.rules import ruleset
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

EXAMPLES = resources.folder("shapes") / "examples"
RULES = {f"TEXT-{n:02}" for n in range(1, 5)} | {f"IND-{n:02}" for n in range(1, 18)}


def messages(rule: str, lang: str) -> set[str]:
    report = check_files([EXAMPLES / rule / "fail.ttl"], Settings())
    return {f.message[lang] for f in report.findings if f.rule == rule}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("TEXT-01", "事業「見守り事業」に、目的も概要も書かれていません"),
        ("TEXT-02", "成果「出前講座の実施件数」が、変化ではなく、したことの数で書かれています"),
        ("TEXT-02", "成果「防災講座の開催」が、変化ではなく、することで書かれています"),
        ("TEXT-03", "成果「利便性の向上」から、だれ(どこ)に変化が起きるかが読み取れません"),
        ("TEXT-03", "成果「市民の安全・安心」から、どうなるのかが読み取れません"),
        ("TEXT-04", "「見守り事業」に、仮の言葉「検討中」が残っています"),
        ("IND-01", "「訪問した世帯」を測る指標がありません"),
        ("IND-06", "指標「会話の少ない高齢者の割合」に、終わった2025年度の実績値がありません"),
        (
            "IND-06",
            "指標「地域活動に参加する高齢者の割合」に、まだ来ていない2027年度の実績値があります",
        ),
        ("IND-07", "指標「訪問世帯数」の値「約400世帯」は数ではありません"),
        ("IND-10", "指標「訪問世帯数」に、違う単位「人」の値があります"),
        ("IND-13", "指標「訪問した高齢者の数」の内訳の合計が全体と合いません(2025: 90 ≠ 100)"),
        ("IND-14", "指標「会話の少ない高齢者の割合」が、2つの成果を同時に測っています"),
        ("IND-16", "「給付金事業」の期間の初めと終わりが逆になっています(2024 → 2023)"),
        ("IND-17", "指標「協力員の数」の目標は、三年度以上達成し続けても12のままです"),
    ],
)
def test_messages_name_the_thing_and_its_value(rule: str, message: str) -> None:
    assert message in messages(rule, "ja")


def test_english_messages_read_as_sentences() -> None:
    assert "Indicator '訪問世帯数' has a value in another unit, '人'" in messages("IND-10", "en")
    assert "Nothing measures '訪問した世帯': it has no indicator" in messages("IND-01", "en")


def test_profiles_apply_them_as_their_readers_need() -> None:
    municipal, draft, publish = (
        ruleset(name).severities for name in ("municipal", "draft", "publish")
    )
    order = ("info", "warning", "violation")
    for rule in RULES:
        assert order.index(publish[rule]) >= order.index(municipal[rule]), rule
        assert draft[rule] == order[max(0, order.index(municipal[rule]) - 1)], rule
    # Sheets of the national review have no baseline, ratio, aggregation or groups.
    national = set(ruleset("rs").severities)
    assert not national & {"IND-04", "IND-11", "IND-12", "IND-13", "IND-15"}
    assert {"IND-02", "IND-03", "IND-05", "IND-06", "IND-08", "TEXT-02"} <= national


def test_a_well_kept_city_has_only_its_deliberate_breaks(tmp_path: Path) -> None:
    settings = Settings()
    store = MemoryStore(settings.base_iri)
    base = settings.base_iri
    store.replace(import_vocabulary(base_iri=base, out_dir=tmp_path / "vocabulary")[0])
    data = resources.folder("data") / "mihon"
    store.replace(import_toml(data, base_iri=base, out_dir=tmp_path / "mihon")[0])
    findings = [f for f in check_store(store, settings).findings if f.rule in RULES]
    assert {(f.rule, f.focus_label.split(" → ")[0]) for f in findings} == {
        ("IND-06", "体育施設の平日夜間の利用率"),
        ("IND-09", "スポーツボランティアの増加"),
        ("TEXT-04", "市民が、大会や教室をボランティアとして支える"),
    }

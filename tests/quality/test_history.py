"""The history of checks: what is saved comes back, damage is told, two processes do no harm."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cause_samples import RULE, around, finding, report, text
from hypothesis import given
from hypothesis import strategies as st
from michisuji import resources
from michisuji.errors import BadInput, NotFound
from michisuji.importers.city.toml import import_toml
from michisuji.quality.check.command import check_store
from michisuji.quality.check.members import Member
from michisuji.quality.history import last_check, records
from michisuji.quality.history.saved import Saved, decode, encode
from michisuji.quality.reading.causes import group
from michisuji.quality.report import Context, Place, Problem, Report, Waiver
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

START = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
WAIVER = Waiver("urn:w", text("why"), {"ja": "課長", "en": "head"}, date(2026, 9, 30))
RICH = replace(
    report(
        replace(
            finding("CHAIN-03", "urn:a", part="output"),
            place=Place("measures/0101.toml", 12),
            value="urn:v", value_is_iri=True, value_n3="<urn:v>", path="urn:p",
        ),
        replace(finding("CHAIN-01", "urn:p"), place=Place("plan.csv")),
        replace(finding("CHAIN-02", "urn:m"), waiver=WAIVER, waived_until=WAIVER.expires),
        replace(finding("CHAIN-05", "urn:x"), waiver=replace(WAIVER, expired=True)),
        replace(finding("KAI-04", "_:k", "info"), context=Context(), program=None, value="\udc80"),
    ),
    problems=(Problem(text("not checked"), Place("x.ttl", 3)),),
    notes=(Problem(text("note")),),
    checked={"CHAIN-03": 7},
    profiles={"mihon": "municipal"},
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "var")


def saved_at(settings: Settings, some: Report, hours: int) -> last_check.Record:
    return last_check.save(some, settings, now=START + timedelta(hours=hours))


def folder_of(settings: Settings) -> Path:
    return settings.home / "reports" / "history"


def same(one: Saved, other: Saved) -> None:
    """Equal in everything, texts included (which equality of findings looks at, too)."""
    assert one == other
    assert [f.message for f in one.report.findings] == [f.message for f in other.report.findings]
    assert [c.hanging_labels for c in one.causes] == [c.hanging_labels for c in other.causes]
    assert one.report.profiles == other.report.profiles
    assert one.report.checked == other.report.checked


def test_what_is_saved_comes_back(settings: Settings) -> None:
    causes = tuple(
        replace(c, hanging_labels=(text("成果"),))
        for c in group(RICH, around(leads_to={"urn:a": {"urn:m"}}))
    )
    members = (Member("urn:p", text("事業"), "program", RICH.findings[0].context, 4),)
    last_check.save(RICH, settings, causes=causes, members=members, now=START)
    found = last_check.last(settings)
    assert found is not None
    same(found, Saved(START, RICH, causes, members))
    assert last_check.last(settings) is found, "read once"
    saved_at(settings, report(), 1)
    newer = last_check.last(settings)
    assert newer is not None
    assert newer.report.findings == ()


@given(st.lists(st.text(max_size=20), min_size=1, max_size=8), st.booleans())
def test_any_text_survives(texts: list[str], shared: bool) -> None:
    findings = tuple(
        replace(
            finding("CHAIN-03", f"urn:{number}"),
            message={"ja": word, "en": word[::-1]},
            remedy={"ja": texts[0] if shared else word, "en": ""},
            context=Context(program=word or None, program_label={"ja": word}),
        )
        for number, word in enumerate(texts)
    )
    whole = Saved(START, report(*findings), group(report(*findings)))
    same(decode(json.loads(json.dumps(encode(whole)))), whole)


def test_a_record_has_the_counts_of_active_findings(settings: Settings) -> None:
    last_check.save(RICH, settings, causes=group(RICH), now=START)
    (record,), problems = last_check.records(settings)
    assert problems == ()
    assert record.at == START
    assert record.by_severity == {"violation": 3, "info": 1}
    assert record.by_rule == {"CHAIN-01": 1, "CHAIN-03": 1, "CHAIN-05": 1, "KAI-04": 1}
    assert record.by_department == {"": 1, "department": 3}
    assert record.labels == {"department": text("department")}
    assert (record.findings, record.waived, record.causes) == (4, 1, 3)
    assert record.datasets == ("mihon",)


def test_new_mended_and_open_findings_are_told_apart(settings: Settings) -> None:
    gone, stays = finding("CHAIN-03", "urn:gone"), finding("CHAIN-03", "urn:stays")
    waived = finding("CHAIN-05", "urn:later-waived")
    saved_at(settings, report(gone, stays, waived), 0)
    now_waived = replace(waived, waiver=WAIVER, waived_until=WAIVER.expires)
    reworded = replace(stays, message=text("in other words"), place=Place("moved.toml", 99))
    new = finding("CHAIN-02", "urn:new")
    changed = last_check.since(
        report(reworded, now_waived, new), last_check.earlier(settings, "last")
    )
    assert changed.at == START
    assert changed.new == (new,)
    assert changed.open == (reworded,)
    assert [(p.rule, p.focus_node, p.department) for p in changed.mended] == [
        ("CHAIN-03", "urn:gone", "department")
    ]


def test_the_same_check_again_changes_nothing(settings: Settings) -> None:
    saved_at(settings, RICH, 0)
    changed = last_check.since(RICH, last_check.earlier(settings, "last"))
    assert (changed.new, changed.mended) == ((), ())
    assert changed.open == RICH.active


def test_times_choose_the_check_before_them(settings: Settings) -> None:
    for hours in (0, 24, 48):
        saved_at(settings, report(), hours)

    def at(when: str) -> datetime:
        return last_check.earlier(settings, when).record.at

    assert at("last") == START + timedelta(hours=48)
    assert at("2026-04-01T09:00:00+00:00") == START
    assert at("2026-04-02T08:59:59Z") == START
    assert at("2026-04-02T18:00:00+09:00") == START + timedelta(hours=24)
    assert at("2030-01-01") == START + timedelta(hours=48)
    with pytest.raises(NotFound) as caught:
        at("2026-03-01")
    assert "2026-04-0" in caught.value.hint["en"]
    for odd in ("yesterday", "", "2026-13-01", "9999-12-31T23:59:59-23:00", "0001-01-01"):
        with pytest.raises((BadInput, NotFound)):
            at(odd)


def test_a_check_with_another_profile_is_not_compared_with(settings: Settings) -> None:
    own = replace(report(), profiles={"mihon": "municipal"})
    other = replace(report(finding("CHAIN-03", "urn:a")), profiles={"mihon": "draft"})
    saved_at(settings, own, 0)
    saved_at(settings, other, 1)
    assert last_check.earlier(settings, "last").record.at == START + timedelta(hours=1)
    assert last_check.earlier(settings, "last", report=own).record.at == START
    more = replace(report(), profiles={"mihon": "municipal", "rs": "rs"})
    assert last_check.earlier(settings, "last", report=more).record.at == START
    with pytest.raises(NotFound):
        last_check.earlier(settings, "last", report=Report("publish"))


DAMAGES = {
    "empty": b"",
    "half": b'{"at": "2026-04-01T09:',
    "no record": b"[1, 2]",
    "other keys": b'{"at": "2026-04-01T09:00:00+00:00"}',
    "not UTF-8": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "binary": gzip.compress(b"{}"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_and_passed_over(settings: Settings, damage: str) -> None:
    whole = saved_at(settings, report(finding("CHAIN-03", "urn:a")), 0)
    broken = saved_at(settings, report(), 1)
    folder = folder_of(settings)
    (folder / f"{broken.name}.json").write_bytes(DAMAGES[damage])
    (settings.home / "reports" / "last.json").write_bytes(DAMAGES[damage])
    found, problems = last_check.records(settings)
    assert [record.name for record in found] == [whole.name]
    assert [p.place.file.rsplit("/", 1)[-1] for p in problems if p.place] == [
        f"{broken.name}.json",
        "last.json",
    ]
    assert all(p.message["ja"] and p.message["en"] for p in problems)
    assert last_check.last(settings) is None
    assert last_check.earlier(settings, "last").record.name == whole.name


@pytest.mark.parametrize("damage", [*DAMAGES, "cut", "absent"])
def test_damaged_findings_are_told_and_an_older_check_is_taken(
    settings: Settings, damage: str
) -> None:
    whole = saved_at(settings, report(finding("CHAIN-03", "urn:a")), 0)
    broken = saved_at(settings, report(finding("CHAIN-02", "urn:b")), 1)
    path = folder_of(settings) / (broken.name + records.FINDINGS)
    content = path.read_bytes()
    if damage == "absent":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] if damage == "cut" else DAMAGES[damage])
    if damage == "binary":
        path.write_bytes(gzip.compress(b"[[1]]"))
    found = last_check.earlier(settings, "last")
    assert found.record.name == whole.name
    (problem,) = found.problems
    assert path.name in problem.message["ja"]


def test_only_the_newest_records_are_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "KEPT", 3)
    names = [saved_at(settings, report(), hours).name for hours in range(5)]
    left = folder_of(settings) / f".{names[0]}.json.1.0.tmp"
    left.write_text("left by an interrupted save")
    alone = folder_of(settings) / f"{names[1]}-x{records.FINDINGS}"
    alone.write_text("its record was never written")
    for path in (left, alone):
        os.utime(path, (0, 0))
    working = folder_of(settings) / ".20990101.json.1.0.tmp"
    working.write_text("a save in progress")
    names.append(saved_at(settings, report(), 5).name)
    assert [r.name for r in last_check.records(settings)[0]] == names[-3:]
    assert len(list(folder_of(settings).iterdir())) == 7
    assert working.exists()
    assert last_check.KEPT == 60


def test_nothing_saved_is_no_error(settings: Settings) -> None:
    assert last_check.last(settings) is None
    assert last_check.records(settings) == ((), ())
    with pytest.raises(NotFound, match="no record"):
        last_check.earlier(settings, "last")


MANY = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from cause_samples import finding, report
from michisuji.quality.history import last_check, records
from michisuji.settings import Settings
records.KEPT = 5
settings = Settings(home=Path(sys.argv[1]))
for number in range(25):
    last_check.save(report(finding("CHAIN-03", f"urn:{number}")), settings)
    found, problems = last_check.records(settings)
    assert not problems, problems
    assert 1 <= len(found) <= 7, len(found)
    assert last_check.last(settings) is not None
"""


def test_two_processes_may_save_at_once(settings: Settings) -> None:
    command = [sys.executable, "-c", MANY, str(settings.home), str(Path(__file__).parent)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    found, problems = last_check.records(settings)
    assert problems == ()
    assert len(found) == 5
    assert last_check.earlier(settings, "last").findings
    assert not list(folder_of(settings).glob(".*"))


def test_a_check_of_the_city_is_kept_with_its_causes(settings: Settings, tmp_path: Path) -> None:
    store = MemoryStore(settings.base_iri)
    data = resources.folder("data") / "mihon"
    store.replace(import_toml(data, base_iri=settings.base_iri, out_dir=tmp_path / "out")[0])
    checked = check_store(store, settings, today=date(2026, 6, 1))
    kept = last_check.keep(checked, store, settings)
    found = last_check.last(settings)
    assert found is not None
    same(found, kept)
    assert len(found.causes) < len(checked.active)
    assert all(len(c.hanging_labels) == len(c.hanging_nodes) for c in found.causes)
    assert RULE + "CHAIN-03" in {f.source_shape for c in found.causes for f in c.findings}
    assert len(found.members) >= 88

"""A number shown twice is the same: tables, filters and lists of causes, on odd cities too."""

from __future__ import annotations

import re
from datetime import date

from asking import BROWSER
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from michisuji.quality.history import last_check
from michisuji.quality.reading.causes import Cause, group
from michisuji.quality.reading.statistics import BY, counts
from michisuji.quality.report import Context, Finding, Report
from michisuji.quality.rulebook.rules import rulebook
from michisuji.web.quality.index import CauseIndex

_NAMES = st.sampled_from([None, "a", "b"])
_TEXT = {"ja": "名", "en": "name"}


@st.composite
def _finding(draw: st.DrawFn) -> Finding:
    """A finding of anything: without a department, a year or a program, of an unknown rule."""
    places = {name: draw(_NAMES) for name in ("department", "unit", "measure", "program")}
    labels = {f"{name}_label": _TEXT for name in places}
    year = draw(st.sampled_from([None, 2024, 2025]))
    return Finding(
        draw(st.sampled_from(["CHAIN-01", "CHAIN-03", "CHAIN-09", "CHAIN-10", "OWN-99"])),
        draw(st.sampled_from(["violation", "warning", "info"])),
        f"https://x/id/output/{draw(st.integers(0, 3))}",
        _TEXT,
        _TEXT,
        component="component",
        source_shape="shape",
        program=draw(_NAMES),
        context=Context(dataset=draw(_NAMES), year=year, **places, **labels),
        waived_until=date(2099, 1, 1) if draw(st.booleans()) and draw(st.booleans()) else None,
    )


@given(st.lists(_finding(), max_size=25), st.sampled_from(BY), st.sampled_from(BY))
def test_tables_filters_and_lists_agree(found: list[Finding], by: str, other: str) -> None:
    report = Report("default", findings=tuple(dict.fromkeys(found)))
    causes = group(report)
    index = CauseIndex(causes, rulebook())
    table = {c.key: c.causes for c in counts(report, causes, by) if c.key and c.causes}
    assert table == index.values(by)
    for key, count in table.items():
        assert len(index.chosen({by: key})) == count
        if by != other:
            for value, narrowed in index.values(other, {by: key}).items():
                assert len(index.chosen({by: key, other: value})) == narrowed


def test_the_rules_table_counts_what_its_link_lists(
    asked: FlaskClient, saved: last_check.Saved
) -> None:
    page = asked.get("/quality", headers=BROWSER).text
    shown = dict(re.findall(r'causes\?rule=([A-Z]+-[0-9]+)">([0-9,]+)</a>', page))
    assert len(shown) > 5
    symptom = max(shown, key=lambda rule: sum(_only_follows(c, rule) for c in saved.causes))
    assert any(_only_follows(cause, symptom) for cause in saved.causes), "else nothing is tried"
    for rule in {symptom, *list(shown)[:3]}:
        listed = asked.get(f"/quality/causes?rule={rule}", headers=BROWSER).text
        told = re.search(r'role="status">([0-9,]+)', listed)
        assert told is not None
        assert told[1] == shown[rule], rule
        option = re.search(rf'<option value="{rule}" selected>[^<]*\(([0-9,]+)\)', listed)
        assert option is not None
        assert option[1] == shown[rule], rule


def _only_follows(cause: Cause, rule: str) -> bool:
    return cause.root.rule != rule and any(f.rule == rule for f in cause.symptoms)

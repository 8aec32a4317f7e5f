"""Charts: the indicator by fiscal year and money by fiscal year."""

from __future__ import annotations

import itertools
import math
import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.web.drawing.charts.chart_scale import nice
from michisuji.web.drawing.charts.indicator_chart import (
    Point,
    indicator_chart,
    indicator_rows,
    points_of,
)
from michisuji.web.drawing.charts.money_chart import MoneyYear, money_chart, years_of

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    Point(2020, "baseline", 62),
    *(Point(2021 + i, "target", 65 + 3 * i) for i in range(6)),
    Point(2021, "actual", 63),
    Point(2022, "actual", 66.5),
    Point(2025, "actual", 74.2),
    Point(2026, "forecast", 80),
]


def chart(points: list[Point] = POINTS, **options: str) -> ET.Element:
    return ET.fromstring(indicator_chart(points, title="訓練参加率", **options))  # type: ignore[arg-type]


def told(root: ET.Element) -> str:
    return "".join(next(root.iter(f"{SVG}desc")).itertext())


def shown(root: ET.Element) -> str:
    return " ".join("".join(t.itertext()) for t in root.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([0, 93], 0, 100), ([62, 80], 60, 80), ([5], 0, 5), ([-4, -3.9], -4, -3.9), ([0], 0, 1),
     ([-3e9, 4.2e12], -1e12, 5e12), ([], 0, 1)],
)  # fmt: skip
def test_ticks_are_round_and_hold_all_values(values: list[float], low: float, high: float) -> None:
    scale = nice(values)
    assert math.isclose(scale.low, low, abs_tol=1e-9), scale
    assert scale.high >= high - 1e-9
    assert 2 <= len(scale.ticks) <= 9


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8))
def test_any_values_have_a_scale(values: list[float]) -> None:
    scale = nice(values)
    assert all(math.isfinite(t) for t in scale.ticks)
    assert all(a < b for a, b in zip(scale.ticks, scale.ticks[1:], strict=False))
    assert all(-0.01 <= scale.share(v) <= 1.01 for v in values)


def test_series_differ_by_marker_and_dash_and_are_named() -> None:
    root = chart(unit="%", direction="up")
    assert all(name in shown(root) for name in ("基準値", "目標値", "実績値", "見込値"))
    paths = list(root.iter(f"{SVG}path"))
    lines = [p for p in paths if p.get("stroke-width") == "2.2"]
    assert len({p.get("stroke-dasharray") for p in lines}) == 4
    markers = {p.get("d") for p in paths if p.get("transform")}
    assert len(markers) == 4


def test_it_is_told_in_words_with_its_direction_and_every_value() -> None:
    root = chart(unit="%", direction="up")
    assert root.get("role") == "img"
    labels = (root.get("aria-labelledby") or "").split()
    assert {e.get("id") for e in root.iter() if e.get("id")} >= set(labels)
    assert "上がるほど良い" in told(root)
    assert "令和7年度(2025) 74.2%" in told(root)
    assert "縦軸は0から始まらない" in told(root)
    assert "縦軸は0から始まらない" in shown(root), "said where it is seen, too"
    english = chart(unit="%", direction="down", lang="en")
    assert "lower is better" in told(english)
    assert "FY2025 74.2%" in told(english)


def test_a_missing_year_leaves_a_gap() -> None:
    root = chart([Point(2021, "actual", 1), Point(2022, "actual", 2), Point(2025, "actual", 3)])
    (line,) = [
        p
        for p in root.iter(f"{SVG}path")
        if p.get("stroke-width") == "2.2" and "h34" not in (p.get("d") or "")
    ]
    assert (line.get("d") or "").count("M") == 1, "2022–2025 is not joined"


def test_a_single_value_and_none_at_all() -> None:
    assert "実績値 5" in shown(chart([Point(2024, "actual", 5)]))
    assert indicator_chart([], title="x") == ""
    assert indicator_chart([Point(2024, "actual", math.nan)], title="x") == ""


def test_end_labels_do_not_touch() -> None:
    root = chart([Point(2024, k, 50) for k in ("baseline", "target", "actual", "forecast")])
    heights = sorted(float(t.get("y", 0)) for t in root.iter(f"{SVG}text") if t.get("class") == "v")
    assert len(heights) == 4
    assert all(b - a >= 15.9 for a, b in itertools.pairwise(heights))


def test_rows_give_the_same_values() -> None:
    rows = indicator_rows(POINTS, "ja")
    assert [r.year for r in rows][:2] == ["令和2年度(2020)", "令和3年度(2021)"]
    assert (rows[0].baseline, rows[0].target) == (62, None)
    assert (rows[5].target, rows[5].actual) == (77, 74.2)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.builds(
            Point,
            st.integers(1900, 2100),
            st.sampled_from(["baseline", "target", "actual", "forecast"]),
            st.floats(),
        ),
        max_size=20,
    ),
    st.text(max_size=20),
    st.sampled_from(["ja", "en"]),
)
def test_any_observations_make_a_picture_inside_its_frame(
    points: list[Point], name: str, lang: str
) -> None:
    out = indicator_chart(points, title=name, unit=name, lang=lang)
    if not out:
        assert not any(math.isfinite(p.value) for p in points)
        return
    root = ET.fromstring(out)
    for match in re.findall(r"translate\(([-\d.]+) ([-\d.]+)\)", out):
        x, y = map(float, match)
        assert 0 <= x <= 440
        assert 0 <= y <= 360
    assert root.get("viewBox") == "0 0 440 360"


YEARS = [MoneyYear(2024, 1.2e8, 1.1e8), MoneyYear(2023, 1e8, None), MoneyYear(2022, None, None)]


def test_money_shows_planned_and_executed_by_year() -> None:
    root = ET.fromstring(money_chart(YEARS, title="予算と執行"))
    assert "120,000千円" in shown(root)
    assert "110,000千円" in shown(root)
    assert "執行率 91.7%" in told(root)
    assert "令和5年度(2023): 予算額 100,000千円、執行額 (記載なし)" in told(root)
    fills = {r.get("fill") for r in root.iter(f"{SVG}rect")}
    assert "url(#money-hatch)" in fills, "planned is hatched: not told by colour alone"


def test_money_without_amounts_is_nothing_to_draw() -> None:
    assert money_chart([MoneyYear(2024, None, None)], title="x") == ""
    assert MoneyYear(2024, 0, 5).rate is None


@given(
    st.lists(
        st.builds(
            MoneyYear,
            st.integers(2000, 2030),
            st.none() | st.floats(-1e15, 1e15),
            st.none() | st.floats(-1e15, 1e15),
        ),
        max_size=6,
    )
)
def test_any_money_makes_a_picture(years: list[MoneyYear]) -> None:
    out = money_chart(years, title="<x>&")
    if out:
        root = ET.fromstring(out)
        for rect in root.iter(f"{SVG}rect"):
            assert float(rect.get("width", 0)) >= 0
            assert -0.1 <= float(rect.get("x", 0)) <= 720


def test_rows_of_questions_become_points_and_years() -> None:
    code = "https://w3id.org/michisuji/code/value-kind/"
    rows = [
        {"year": 2024, "kindCode": code + "actual", "value": Decimal("1.5")},
        {"year": 2024, "kindCode": code + "target", "value": None},
        {"year": 2024, "kindCode": code + "else", "value": Decimal(1)},
    ]
    assert points_of(rows) == [Point(2024, "actual", 1.5)]
    money = [
        {"year": 2024, "planned": Decimal(3), "executed": None},
        {"year": 2024, "planned": Decimal(4), "executed": Decimal(1)},
    ]
    assert years_of(money) == [MoneyYear(2024, 7.0, 1.0)]

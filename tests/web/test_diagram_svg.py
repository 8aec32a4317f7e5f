"""The logic-model diagram: what is drawn, and how it is told."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from michisuji.analysis.logic_model import Edge, LogicModel, Node
from michisuji.web.drawing import logic_model
from michisuji.web.drawing.logic_model.layout import layout

from tests.growth import growth
from tests.web.diagram_help import SVG, assert_sound, by_class, chain, model, render, words_of


def test_every_node_is_a_link_with_its_whole_text() -> None:
    root = render(chain())
    nodes = by_class(root, "n")
    assert [n.tag for n in nodes] == [f"{SVG}a"] * 6
    assert {n.get("href") for n in nodes} == {f"/doc/{i}" for i in "iaoslt"}
    assert any("あ" * 191 in n.get("aria-label", "") for n in nodes)
    assert any("高齢者が<安心> & 暮らす" in n.get("aria-label", "") for n in nodes)


def test_columns_are_headed_in_order_and_empty_ones_narrow() -> None:
    root = render(chain())
    heads = [words_of(e) for e in by_class(root, "h")]
    assert heads == ["インプット", "アクティビティ", "アウトプット", "短期アウトカム", "長期アウトカム", "まちの状態"]  # fmt: skip  # noqa: E501
    assert [words_of(e) for e in by_class(root, "hv")] == ["中期アウトカム(なし)"]


def test_a_long_label_is_cut_in_its_box_and_whole_in_the_full_text() -> None:
    root = render(chain())
    node = next(n for n in by_class(root, "n") if n.get("href") == "/doc/l")
    shown = "".join(words_of(t) for t in node.iter(f"{SVG}tspan"))
    assert shown.endswith("…")
    number = re.search(r"lm-n(\d+)", node.get("class", ""))
    assert number
    (full,) = by_class(root, f"lm-f{number[1]}")
    assert "あ" * 191 in words_of(full)
    style = words_of(next(root.iter(f"{SVG}style")))
    assert f".lm-n{number[1]}:is(:hover,:focus:not(:target))~.lm-f{number[1]}" in style


def test_a_broken_node_has_a_badge_inside_the_picture_and_says_why() -> None:
    root = render(chain(), {"s": ["上流に活動がありません"]})
    (node,) = [n for n in by_class(root, "n") if "bad" in n.get("class", "").split()]
    assert words_of(by_class(node, "bt")[0]) == "⚠ 途切れ"
    badge, box = by_class(node, "badge")[0], by_class(node, "b")[0]
    badge_end = float(badge.get("y", 0)) + float(badge.get("height", 0))
    assert 40 < float(badge.get("y", 0)) < badge_end < float(box.get("y", 0))
    assert by_class(node, "i"), "the second border"
    assert "上流に活動がありません" in words_of(next(node.iter(f"{SVG}title")))
    bad = [e for e in by_class(root, "e") if "bad" in e.get("class", "").split()]
    assert len(bad) == 2, "both links of the broken node are dashed"
    assert "途切れのある要素1件" in words_of(next(root.iter(f"{SVG}desc")))


def test_a_broken_link_alone_is_dashed_and_says_why() -> None:
    root = render(chain(), {"eos": ["根拠がありません"]})
    (bad,) = [e for e in by_class(root, "e") if "bad" in e.get("class", "").split()]
    assert "根拠がありません" in words_of(bad)


def test_feedback_is_drawn_below_all_boxes() -> None:
    picture = layout(chain(), {}, "ja")
    (lane,) = [r for r in picture.routes if r.kind == "lane"]
    lowest = max(box.y + box.height for box in picture.boxes)
    assert max(y for _, y in lane.points) > lowest
    assert len(by_class(render(chain()), "fb")) == 1


def test_a_town_condition_of_the_measure_is_marked() -> None:
    (own,) = by_class(render(chain()), "own")
    assert "施策のまちの状態" in words_of(own)
    (own,) = by_class(render(chain(), lang="en"), "own")
    assert "Town condition of the measure" in words_of(own)


def test_english_and_year() -> None:
    root = render(chain(), lang="en")
    assert words_of(next(root.iter(f"{SVG}title"))) == "Logic model of 見守り事業 (FY2024)"
    assert words_of(next(render(chain()).iter(f"{SVG}title"))).endswith("令和6年度(2024))")
    assert words_of(by_class(root, "h")[0]) == "Input"


def test_full_text_boxes_stay_inside_the_picture() -> None:
    sizes = [("a", "input", 500), ("b", "long", 100), ("c", "long", 60), ("d", "town", 40)]
    m = model([Node(k, c, "長い文。" * n, order=i) for i, (k, c, n) in enumerate(sizes)])
    root = render(m, {"d": ["理由" * 200]})
    _, _, width, height = map(float, root.get("viewBox", "").split())
    panels = by_class(root, "p")
    assert len(panels) == 4
    for p in panels:
        x, y, w, h = (float(p.get(k, 0)) for k in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height


def test_a_dangerous_address_is_dropped() -> None:
    out = logic_model.render(chain(), {}, "ja", link=lambda iri: "javascript:alert(1)")
    assert "javascript:" not in out


def test_an_empty_model_says_so() -> None:
    root = render(model([]))
    assert "要素がまだありません" in words_of(root)


def test_two_diagrams_on_a_page_share_no_id() -> None:
    ids = []
    for prefix in ("lm", "lm2"):
        out = logic_model.render(chain(), {}, "ja", link=str, prefix=prefix)
        ids.append(set(re.findall(r' id="([^"]+)"', out)))
    assert not ids[0] & ids[1]


def test_the_order_of_the_sheet_is_kept_when_nothing_crosses() -> None:
    m = model(
        [
            Node(f"{k}{i}", c, k, order=i)
            for i in range(5)
            for k, c in (("a", "activity"), ("o", "output"))
        ],
        [Edge(f"e{i}", f"a{i}", f"o{i}") for i in range(5)],
    )
    picture = layout(m, {}, "ja")
    activities = sorted((b for b in picture.boxes if b.node.kind == "activity"), key=lambda b: b.y)
    assert [b.node.iri for b in activities] == [f"a{i}" for i in range(5)]


def test_crossings_are_undone() -> None:
    m = model(
        [Node(f"a{i}", "activity", "a", order=i) for i in range(8)]
        + [Node(f"o{i}", "output", "o", order=8 + i) for i in range(8)]
        + [Node(f"s{i}", "long", "s", order=20 + i) for i in range(8)],
        [Edge(f"e{i}", f"a{i}", f"o{7 - i}") for i in range(8)]
        + [Edge(f"f{i}", f"o{i}", f"s{(i * 3) % 8}") for i in range(8)],
    )
    assert layout(m, {}, "ja").crossings == 0


def test_outcomes_of_one_stage_that_lead_to_each_other_run_left_to_right() -> None:
    m = model(
        [Node(k, "short", k) for k in "abc"],
        [Edge("1", "a", "b"), Edge("2", "b", "c"), Edge("3", "a", "c")],
    )
    picture = layout(m, {}, "ja")
    x = {b.node.iri: b.x for b in picture.boxes}
    assert x["a"] < x["b"] < x["c"]
    assert_sound(picture)


def test_the_table_tells_what_the_picture_tells() -> None:
    rows = logic_model.table_rows(chain(), {"s": ["理由"], "eao": ["根拠なし"]}, "ja")
    assert [r.stage for r in rows][:3] == ["インプット", "アクティビティ", "アウトプット"]
    by_iri = {r.iri: r for r in rows}
    assert by_iri["s"].broken == ("理由",)
    assert by_iri["a"].leads_to[0].broken == ("根拠なし",)
    assert by_iri["a"].leads_to[0].rationale == "根拠ao"
    assert by_iri["o"].indicators[0].label == "訪問件数(件)"
    assert by_iri["l"].label == "あ" * 191
    assert any(link.feedback for link in by_iri["l"].leads_to)
    assert by_iri["t"].of_measure


def test_the_legend_names_the_signs_in_use() -> None:
    told = [words for _, words in logic_model.legend(chain(), {"s": ["x"]}, "ja")]
    assert any("途切れ" in words for words in told)
    assert any("フィードバック" in words for words in told)
    assert any("施策" in words for words in told)
    plain = [words for _, words in logic_model.legend(model([]), {}, "ja")]
    assert not any("フィードバック" in words for words in plain)
    for sign, _ in logic_model.legend(chain(), {"s": ["x"]}, "en"):
        if sign:
            ET.fromstring(sign)


def _wide(count: int) -> LogicModel:
    kinds = ["input", "activity", "output", "short", "mid", "long"]
    nodes = [Node(f"n{i}", kinds[i % 6], f"{i}番目の要素" * 15, order=i) for i in range(count)]
    edges = [Edge(f"e{i}", f"n{i}", f"n{i + 1}") for i in range(count - 1) if i % 6 != 5]
    return model(
        nodes, [*edges, *(Edge(f"x{i}", f"n{i}", f"n{i + 8}") for i in range(0, count - 8, 6))]
    )


def test_a_wide_model_takes_little_longer() -> None:
    small, large = _wide(20), _wide(100)
    grown = growth(
        lambda: logic_model.render(small, {}, "ja", link=str),
        lambda: logic_model.render(large, {}, "ja", link=str),
        rounds=5,
    )
    assert grown < 40, "of 5 times the elements: their square would be 25"

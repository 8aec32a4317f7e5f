"""The policies of a city with a mark per indicator of its town conditions, as a small tree (SVG).

Narrow on purpose: on a telephone of 360 pixels its smallest text has still eleven.
"""

from __future__ import annotations

from collections.abc import Callable

from michisuji.achievement import STATES
from michisuji.analysis.report.answers import CityYear, PolicyYear, TownIndicator
from michisuji.fiscal_years import fiscal_year
from michisuji.messages import message
from michisuji.web.drawing.figure import frame, label, path, shape, text_rules, titled
from michisuji.web.drawing.text import ELLIPSIS, wrap

_WIDTH, _LEFT, _ROOT, _STEP = 460.0, 66.0, 20.0, 23.0
_NAME, _SIZE, _GAP = 26.0, 17.0, 16.0
#: Contrast with white of at least 4.5; the marks differ by shape, not by colour alone.
_COLOURS = {"met": "#1d6b34", "close": "#7a4f00", "missed": "#b3261e", "not-due": "#5c5c5e"}
_RULES = (
    text_rules("lm-tree", f"{_SIZE:.0f}px")
    + ".lm-tree .name{font-weight:700}.lm-tree a:hover .name{text-decoration:underline}"
    + ".lm-tree .way{fill:none;stroke:#8a8a8f;stroke-width:2}"
    + "".join(
        f".lm-tree .{state}{{fill:{colour};font-weight:700;font-size:21px}}"
        for state, colour in _COLOURS.items()
    )
)
_A_LINE = int((_WIDTH - _LEFT) // _STEP)


def policy_tree(report: CityYear, lang: str, link: Callable[[PolicyYear], str]) -> str:
    """Draw a row per policy: its name, a link by ``link``, and the marks of its indicators."""
    rows, y = [], _GAP
    ends = []
    for policy in report.policies:
        body, below = _row(policy, y, lang, link(policy))
        rows.append(body)
        ends.append(y + 8)
        y = below + _GAP
    middle = (ends[0] + ends[-1]) / 2 if ends else 0.0
    start = f"M{_ROOT} {middle:.1f}C{_ROOT + 26} {middle:.1f} {_ROOT} "
    ways = [path(f"{start}{end:.1f} {_LEFT - 12} {end:.1f}", "way") for end in ends]
    root = shape("circle", cx=_ROOT, cy=middle, r=8, fill="#0017c1")
    title = message("home.picture", lang, city=report.city, year=fiscal_year(report.year, lang))
    return frame(
        "lm-tree",
        (_WIDTH, y),
        [*ways, root, *rows],
        title=title,
        description=" ".join(_told(policy, lang) for policy in report.policies),
        prefix="policy-tree",
        rules=_RULES,
    )


def _row(policy: PolicyYear, y: float, lang: str, href: str) -> tuple[str, float]:
    """Return the row that begins at ``y``, and where it ends."""
    lines, cut = wrap(policy.policy.label, (_WIDTH - _LEFT) / _SIZE - 1, 1)
    name = "".join(lines) + (ELLIPSIS if cut and not lines[-1].endswith(ELLIPSIS) else "")
    told = _told(policy, lang)
    parts = [titled(told, label(_LEFT, y + 14, name, "name", text_decoration="underline"), href)]
    marks = [one for one in policy.town if one.found]
    for n, one in enumerate(marks):
        line, place = divmod(n, _A_LINE)
        parts.append(_mark(one, _LEFT + place * _STEP, y + 14 + _NAME + line * _NAME, lang))
    height = max(1, -(-len(marks) // _A_LINE)) * _NAME
    return "".join(parts), y + 14 + height


def _mark(one: TownIndicator, x: float, y: float, lang: str) -> str:
    if one.found is None:
        return ""
    state = one.found.state
    told = f"{message(f'achievement.word.{state}', lang)}: {one.indicator.label}"
    return titled(told, label(x, y, message(f"achievement.mark.{state}", lang), state))


def _told(policy: PolicyYear, lang: str) -> str:
    counts = policy.met.counts
    marks = " ".join(
        f"{message(f'achievement.mark.{state}', lang)}{counts[state]}"
        for state in STATES
        if counts[state]
    )
    return f"{policy.policy.label} {marks}"

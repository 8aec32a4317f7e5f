"""How far the ways lead, in a sentence and in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.analysis.tables import Column, Table
from michisuji.languages import Text, text
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.chains.answers import Chains


def sentence(result: Chains) -> Text:
    """How many programs have a whole way."""
    return text(
        f"{result.programs:,}事業のうち{result.reaching:,}事業が、アクティビティから長期の成果か"
        "まちの状態まで道がつながっています。",
        f"Of {counted(result.programs, 'program')} {counted(result.reaching, 'has', 'have')} a way "
        "from an activity to a long-term outcome or a town condition.",
    )


def tables(result: Chains) -> tuple[Table, ...]:
    """One table."""
    columns = (
        Column("unit", text("部局・府省", "Department or ministry"), "link"),
        Column("programs", text("事業", "Programs"), "number"),
        Column("reaching", text("長期の成果に届く事業", "reach a long-term outcome"), "number"),
        Column("share", text("割合", "Share"), "percent"),
        Column("activities", text("アクティビティ", "Activities"), "number"),
        Column("activities_reaching", text("うち届くもの", "of them reaching"), "number"),
    )
    rows = [
        (u.unit, u.programs, u.reaching, u.share, u.activities, u.activities_reaching)
        for u in result.units
    ]
    note = text(
        "「届く」は、アクティビティから長期の成果かまちの状態まで、"
        "つながりをたどれることです。主管課が二つの部にある事業は、両方に数えます。",
        "A way of causal links leads from an activity to a long-term outcome or a town "
        "condition. A program led by units of two departments counts in both.",
    )
    title = text("部局・府省ごとの道のつながり", "How far ways lead, by unit")
    return (Table("units", title, columns, rows, note),)

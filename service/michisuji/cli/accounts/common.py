"""The accounts of the data directory, and who changes them from a terminal."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from prettytable import PrettyTable, TableStyle

if TYPE_CHECKING:
    from michisuji.accounts import Accounts, By
    from michisuji.settings import Settings


def accounts_of(settings: Settings) -> Accounts:
    """Return the accounts of the data directory; their file is closed to other users."""
    from michisuji.accounts import Accounts

    found = Accounts.of(settings)
    found.file.close_to_others()
    return found


def by_terminal() -> By:
    """Return who is at the terminal: the operator, and the user of the machine as the place."""
    from michisuji.accounts import OPERATOR, TERMINAL, By

    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container's user without a name
        name = str(os.getuid())
    return By(OPERATOR, f"{TERMINAL}:{name}")


def drawn(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as a table for a terminal; their keys are the headings."""
    table = PrettyTable(list(rows[0]))
    table.set_style(TableStyle.SINGLE_BORDER)
    table.align = "l"
    for row in rows:
        table.add_row(list(row.values()))
    return str(table.get_string())

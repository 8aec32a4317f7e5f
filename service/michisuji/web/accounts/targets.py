"""The addresses that a sign-in may lead to: own pages below ``/drafts``, and no other."""

from __future__ import annotations

import re
from urllib.parse import unquote

from flask import request, url_for

#: As browsers send addresses: printable ASCII, without what some read as another sign.
_OWN = re.compile(r"/drafts(?:[/?][!-~]*)?")
_NEVER = re.compile(r'[\\<>"^`{|}\x00-\x20\x7f]')
_LONGEST = 2_000


def own_address(given: str) -> str:
    """Return an address as it was given if it is a page below ``/drafts``, else the first page.

    The path is looked at decoded, too: no step upwards, no control character, no backslash.
    """
    path = unquote(re.split("[?#]", given)[0], errors="replace")
    is_own = (
        len(given) <= _LONGEST
        and _OWN.fullmatch(given) is not None
        and not _NEVER.search(given)
        and not re.search(r"[\\\x00-\x1f\x7f]", path)
        and not {".", ".."} & set(path.split("/"))
        and "//" not in path
    )
    return given if is_own and path.rstrip("/") != request.root_path else first_page()


def first_page() -> str:
    """Return the address of the page that a person begins with: what they have to do."""
    return url_for("workflow.my_work")

"""Texts that XML and UTF-8 can hold.

Short because reports, workbooks and RDF share this, and no other ground-floor module writes XML.
"""

from __future__ import annotations

import re

#: What XML 1.0 cannot hold, not even escaped. This includes lone surrogates, which UTF-8 lacks.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return the text with U+FFFD in place of what neither can hold."""
    return _NOT_XML.sub("\ufffd", text)

"""The rule for absolute IRIs at every door: an engine takes whatever passes here."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

#: What may not stand in an IRI (RFC 3987): besides the signs of the N-Triples grammar, private
#: use, non-characters, stray brackets and percent signs, which strict parsers refuse.
_BAD = re.compile(
    r"[\x00-\x20<>\"{}|^`\\\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]|%(?![0-9A-Fa-f]{2})"
    r"|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U000e0000-\U0010ffff]"
)
_BRACKET = re.compile(r"[\[\]]")
_AUTHORITY = re.compile(
    r"//(?:[^/?#@\[\]]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^/?#@:\[\]]*)(?::[0-9]+)?(?=[/?#]|$)"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def has_scheme(text: str) -> bool:
    """Return True if a text begins like an absolute IRI, not like a path."""
    return _SCHEME.match(text) is not None


def is_iri(text: str) -> bool:
    """Return True if a text is an absolute IRI that can stand in N-Triples and SPARQL as it is."""
    scheme = _SCHEME.match(text)
    if not scheme or _BAD.search(text):
        return False
    rest = text[scheme.end() :]
    if rest.startswith("//"):
        authority = _AUTHORITY.match(rest)
        if not authority:
            return False
        rest = rest[authority.end() :]
    return not _BRACKET.search(rest) and rest.count("#") <= 1


def address_parts(address: str) -> SplitResult:
    """Return the parts of an address; all of them empty for one that cannot be parsed."""
    try:
        return urlsplit(address)
    except ValueError:  # such as http://[x
        return SplitResult("", "", "", "", "")

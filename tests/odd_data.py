"""Data that is legal and odd: every sign a text may hold, IRIs of every kind."""

from __future__ import annotations

BASE = "http://127.0.0.1:8000"
#: Signs at which ``str.splitlines`` breaks, and those that XML and Turtle write in ways of their
#: own.
SIGNS = (
    *"\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029",
    *"\n\r\t\x01\x08\x7f\\\"'\ufeff\u200b\ufffd\U0001f6b6",
)
PREDICATES = (
    "tag:city.example,2026:x", "tag:city.example,2027:x", "tag:city.example,2026:p/q",
    "urn:isbn:1-2-3", "urn:x:1", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", "mailto:a",
    "tel:110", "data:,x", "x:", "http://example.org", "http://example.org/", "http://example.org#1",
    "http://example.org/a(b)c", "http://example.org/学校#給食", "http://example.org/a%20b",
    "http://e.example/x;y=1?q&a='b'", "http://f.example/#q",
)  # fmt: skip
#: Without a page of their own, as they are not the deployment's.
FOREIGN = ("tag:city.example,2026:p", "urn:p:1", "mailto:x", "data:,y", "tel:119")
#: References of the deployment's own resources, as their IRIs have them.
OWN = (
    "thing/x(y)", "thing/学校", "thing/a%28b%29", "Thing/x", "物/x", "thing/a.csv", "thing/a.html",
    "thing/a#b", "thing/a?b=c&lang=en", "thing/a/b/", "thing/a'b", "thing/CON", "thing/a;b=c,d",
    "thing/a%20b", "thing/..", "thing/%e9%98%b2", "thing/%e5%ad%a6(1)", "thing/%E5%AD%A6(2)",
    "%e7%89%a9/y", "%E7%89%A9/z", "thing/a&b", "thing/a+b", "thing/a:b", "thing/100%25",
    "thing/a,b;c=d@e!f$g*h", "thing/%E5%AD%A6/a", "thing/a%2fb%2fc",
    "thing/学(校)/&+:,;@!$*'",
)  # fmt: skip
#: No document can be told of these.
UNTOLD = ("/x", "thing/", "thing", "thing/a%e9b")


def texts(more: str = "") -> str:
    """N-Triples: a labelled resource for each sign."""
    from michisuji.importers.ntriples import literal

    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    return "".join(
        f"<{BASE}/id/thing/sign-{n}> {label} {literal(f'前{sign}後{more}', 'ja')} .\n"
        for n, sign in enumerate(SIGNS)
    )


def statements() -> str:
    """N-Triples: odd predicates, classes, subjects and objects, each named."""
    first = f"<{BASE}/id/thing/first>"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    lines = [f"{first} <{iri}> {value} ." for iri in PREDICATES for value in ('"値"', f"<{iri}>")]
    lines += [f"{first} {kind} <{iri}> ." for iri in PREDICATES]
    own = [f"{BASE}/id/{reference}" for reference in (*OWN, *UNTOLD)]
    for iri in (*FOREIGN, *own):
        lines += [f"<{iri}> {kind} <urn:c> .", f'<{iri}> {label} "名"@ja .']
        lines += [f"{first} <urn:see> <{iri}> ."]
    return "\n".join(lines) + "\n"

"""Requests as nobody sends them in earnest: every address of the route table, with odd values.

The same seed gives the same request. A request is a WSGI environment, as a server makes it of raw
bytes: text in it is Latin-1, whatever the bytes mean.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from flask import Flask
from michisuji import questions
from michisuji.analysis import catalogue
from werkzeug.routing import Rule

from tests.web.asking import BASE, BROWSER

#: Addresses' parts that lead to something.
GOOD: dict[str, tuple[str, ...]] = {
    "kind": ("program", "unit", "indicator", "measure", "outcome", "dataset", "activity"),
    "reference": ("mihon-010101", "mihon-010101.ttl", "mihon-s-safety", "mihon-010101.jsonld"),
    "extension": ("ttl", "jsonld", "nt", "rdf", "csv"),
    "rule": ("IND-02", "ORG-01"),
    "ending": ("xlsx", "csv", "sarif", "ttl", "json"),
    "filename": ("css/app.css", "icon.svg", "js/graph.js"),
}
#: Parts, values and words that something may stumble over. %XX is a byte.
ODD = (
    "", " ", "%00", "%FF", "%ED%A0%80", "%C3%28", "%", "%zz", "%2F", "%2e%2e%2f%2e%2e", "..", "/",
    "%0D%0AX-Odd:%201", "%E2%80%A8", "%C2%85", "%0B%0C", "%F0%9F%8F%9B", "%E2%80%AE", "%EF%BB%BF",
    "-1", "0", "1e999", "NaN", "99999999999999999999", "%D9%A2%D9%A0%D9%A2%D9%A5", "%C2%B2", "true",
    "%3Cscript%3E", "'%22%3E", "%7B%7B7*7%7D%7D", "%24%7Bx%7D", "a" * 300, "%E6%BC%A2" * 100,
    "a/" * 60, "tag:city.example,2026:x", "urn:x:%20y", "http://[", "http://[::1", "//x", "id/",
    ":",
    "id/program/mihon-010101", "id/program/%20", f"{BASE}/graph/%0A", f"{BASE}/graph/mihon/2026",
    f"{BASE}/id/program/mihon-010101", f"{BASE}/id/unit/%7B%7D", "2026", "2025", "0000", "%5C",
    "%5Cu0041",
)  # fmt: skip
QUERIES = (
    "ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3", "DESCRIBE <id/x>", "CONSTRUCT WHERE { ?s a ?o }",
    "SELECT", "{", "\0", "ASK { ?s ?p '\\'", "SELECT * {" * 900, "ASK FROM <x y> {}", "LOAD <x:y>",
    "SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "INSERT DATA { <a:a> <a:b> <a:c> }",
    "SELECT (1/0 AS ?x) (STRDT('x', <y>) AS ?y) {}", "SELECT * { ?s ?p ?o FILTER REGEX(?o, '(') }",
    "ASK { FILTER(1 = '2026-99-99'^^<http://www.w3.org/2001/XMLSchema#date>) }", "CLEAR ALL",
)  # fmt: skip
HEADERS: dict[str, tuple[str, ...]] = {
    "HTTP_ACCEPT": (
        BROWSER["Accept"], BROWSER["Accept"], "application/json", "text/turtle", "*/*", "\xff", ";",
        "text/html;q=1e999", "text/html;q=nan", "text/html;q=-1", 'a/b;c="', "," * 500, "text",
        "text/html;charset=\xff", "text/*;q=0.5," * 200, "application/ld+json;profile=x", "/",
    ),
    "HTTP_ACCEPT_LANGUAGE": ("\xff", "*;q=x", ",,", "en"),
    "HTTP_ACCEPT_ENCODING": ("gzip", "\xff", "gzip;q=x", "gzip;q=nan", "*", "gzip;q=1e400"),
    "HTTP_AUTHORIZATION": (
        "Basic \xff", "Basic", "Bearer", "Bearer \xff", "Basic YQ==", "Basic /////", "Basic YTri",
        'Digest \xff="', "Bearer a=b,c=\"d", "Basic 44GC", "x", "Basic gDqA",
    ),
    "HTTP_HOST": (
        "a" * 64, "a" * 64 + ".example", "[::1]:8000", "[::1", "\xff", "a..b", "a:b", "a:99999999",
        "", "a b", "xn--\xff", "xn--a", "*", "a" * 300, "a/b", "a?b", "a@b", "xn--99zzz99", "%00",
        "\xe3\x81\x82.example", "127.0.0.1:", "xn--" + "a" * 60, "a\x00b", "A.example.",
    ),
    "HTTP_RANGE": (
        "bytes=-", "bytes=0-", "bytes=abc", "bytes=99999999999999999999-", "bytes=5-1", "x",
        "bytes=0-0,2-3," * 100, "bytes=-\xff", "bytes=--1", "bytes=0-1,", "bytes=0-1",
        "bytes=\xb2-",
    ),
    "HTTP_IF_RANGE": ("\xff", '"', 'W/"', "Mon, 99 Foo"),
    "HTTP_IF_NONE_MATCH": ("\xff", '"', "W/", "*", '"a"' * 500, ",,,", 'W/"a",'),
    "HTTP_IF_MATCH": ("\xff", "*", '"x"'),
    "HTTP_IF_MODIFIED_SINCE": (
        "Sat, 31 Feb 2026 25:61:61 GMT", "Mon, 01 Jan 0000 00:00:00 GMT", "x", "\xff", "1",
        "Mon, 01 Jan 9999999999 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 -9999",
        "Fri, 31 Dec 9999 23:59:59 -2300", "Mon, 01 Jan 0001 00:00:00 +2300", "1 Jan 26 0:0:0 Z",
        "Thu, 01 Jan 2099 00:00:00", "Thu, 01 Jan 2026 00:00:00 -0000",
        "Thu, 01 Jan 2026 00:00:00 +99999999", "Thu, 01 Jan 2026 99999999999:00:00 GMT",
    ),
    "HTTP_IF_UNMODIFIED_SINCE": ("x", "Mon, 01 Jan 9999999999 00:00:00 GMT"),
    "HTTP_COOKIE": ("\xff", "=", 'a="\\400"', 'a="\\', ";;;" * 50, 'a="\\777\\377"', "session=x"),
    "HTTP_ORIGIN": ("\xff", "http://[", "null", "http://a:b", "://", "http://" + "a" * 70, BASE),
    "HTTP_REFERER": ("\xff", "http://["),
    "HTTP_X_FORWARDED_FOR": ("\xff", "a,b,,"),
    "HTTP_CACHE_CONTROL": ("\xff", "max-age=x", "max-age="),
    "HTTP_CONTENT_ENCODING": ("gzip", "\xff"),
    "HTTP_SLUG": ("\xff",),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
}  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update",
    "application/json", "application/rdf-patch", "text/turtle", "application/n-triples",
    "application/ld+json", "application/rdf+xml", "multipart/form-data; boundary=a", "\xff", "",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff",
    "multipart/form-data; boundary=" + "a" * 300, "application/sparql-query; charset=utf-16",
    "application/sparql-query; charset=rot13", 'application/sparql-query; charset="',
    "application/x-www-form-urlencoded; charset=idna", "text/turtle; charset=base64",
    "application/json; charset=utf-7", "application/x-www-form-urlencoded; charset=\xff",
    "multipart/form-data; boundary*0=a; boundary*=x''%ff", "text/turtle; charset=shift_jis",
)  # fmt: skip
BODIES = (
    b"", b"\0", b"\xff\xfe", b"query=ASK%7B%7D", b"query=%FF&update=%FF",
    b"query=ASK{}&query=ASK{}",
    b"update=INSERT+DATA+%7B+%3Ca:a%3E+%3Ca:b%3E+1+%7D", b"<a:a> <a:b> <a:c> .",
    b"A <a:a> <a:b> 1 .",
    b'{"add": "<a:a> <a:b> 1 ."}', b'{"add": 1}', b"[" * 50_000, b'{"a":' * 9_000, b"(" * 5_000,
    b'{"@context": "http://127.0.0.1:1/", "@id": "x"}', b"<a:a> <a:b> " + b"(" * 5_000,
    b"&" * 5_000,
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>', b"=" * 5_000, b"a=1&" * 3_000,
    b'--a\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK{}\r\n--a--\r\n',
    b'--a\r\nContent-Disposition: form-data; name="x"; filename="y"\r\n\r\n\xff\r\n--a--\r\n',
    b"--a\r\nContent-Disposition: form-data\r\n\r\n\r\n--a--", b"--a\r\n" * 2_000,
    b"--a\r\nX: " * 500,
    b"--a\r\nContent-Disposition: form-data; name*=x''%ff; filename*=\xff''%\r\n\r\n1\r\n--a--\r\n",
    b'{"add": "\\ud800"}', b'"\\ud800"', b"null", b"1e999", "語".encode("shift_jis"),
    b"\xef\xbb\xbf{}",
)  # fmt: skip
METHODS = (
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "QUERY",
    "get",
    "GE T",
    "\xff",
    "",
)
ROLES = ("reader", "reader", "stranger", "editor", "editor")
_WORDS = (
    "as_of", "break", "cut", "default", "default-graph-uri", "department", "effect", "format",
    "graph", "lang", "limit", "measure", "named-graph-uri", "node", "open", "page", "profile",
    "program",
    "q", "query", "scope", "show", "start", "status", "stop", "table", "target", "unit", "update",
    "using-graph-uri", "words", "\xff", "%00", "",
)  # fmt: skip


@dataclass(frozen=True)
class Fuzzer:
    """Makes the requests of an application; ``token`` is its editor's secret."""

    rules: tuple[Rule, ...]
    words: tuple[str, ...]
    token: str

    @classmethod
    def of(cls, app: Flask, token: str) -> Fuzzer:
        """For every rule of the route table, every parameter of questions and analyses."""
        named = {p.name for q in questions.catalogue().values() for p in q.parameters}
        named |= {p.name for one in catalogue.all_of_them() for p in one.parameters}
        rules = sorted(app.url_map.iter_rules(), key=str)
        return cls(tuple(rules), (*_WORDS, *sorted(named)), token)

    def request(self, seed: int) -> dict[str, Any]:
        """The WSGI environment of one request."""
        chance = random.Random(seed)
        rule = self.rules[seed % len(self.rules)]
        allowed = sorted(rule.methods or ())
        method = chance.choice(allowed) if chance.random() < 0.85 else chance.choice(METHODS)
        body = chance.choice(BODIES) if method not in ("GET", "HEAD") else b""
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": _bytes(self._path(rule, chance)),
            "QUERY_STRING": self._query(chance),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if body or chance.random() < 0.2:
            environ["CONTENT_TYPE"] = chance.choice(TYPES)
        role = chance.choice(ROLES)
        if role != "reader":
            secret = self.token if role == "editor" else "wrong"
            environ["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        if chance.random() < 0.4:
            environ["HTTP_ACCEPT"] = BROWSER["Accept"]
        for _ in range(chance.choice((0, 1, 1, 2, 4))):
            name = chance.choice(sorted(HEADERS))
            environ[name] = chance.choice(HEADERS[name])
        return environ

    def _path(self, rule: Rule, chance: random.Random) -> str:
        path = str(rule)
        for name in sorted(rule.arguments):
            good = GOOD.get(name) or (*questions.catalogue(), "mihon", "Program", "mihon/2026")
            value = chance.choice(good) if chance.random() < 0.6 else chance.choice(ODD)
            for converter in ("", "path:"):
                path = path.replace(f"<{converter}{name}>", value)
        return path + (
            chance.choice(("", "/", "//", "%00", ";x", ".ttl", "%FF"))
            if chance.random() < 0.15
            else ""
        )

    def _query(self, chance: random.Random) -> str:
        parts = []
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 8))):
            word = chance.choice(self.words)
            value = chance.choice(ODD)
            if word in ("query", "update"):
                value = quote(chance.choice(QUERIES))
            elif word == "format" and chance.random() < 0.7:
                value = chance.choice(
                    ("json", "csv", "xml", "ttl", "jsonld", "rdf", "xlsx", "html")
                )
            elif word == "lang" and chance.random() < 0.7:
                value = "en"
            parts.append(f"{word}={value}")
        joined = "&".join(parts)
        return joined + (
            chance.choice(("&", "&&=", "&\xff=\xff", "&a" * 2_000))
            if chance.random() < 0.05
            else ""
        )


def _bytes(path: str) -> str:
    """A path as servers hand it on: its percent-encoded bytes, each a character."""
    return unquote_to_bytes(path).decode("latin-1")

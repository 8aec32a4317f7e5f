"""Inputs spoilt in the ways that files are spoilt: the same seed spoils them the same way."""

from __future__ import annotations

import random
from collections.abc import Callable

Mutator = Callable[[random.Random, bytes], bytes]
#: Signs and words that one format or another takes for something of its own.
ODD = (
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\n", b"\x0b\x0c\x1c", b"\xc2\x85"),
    *(
        b"\xe2\x80\xa8",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x9a\xb6",
        b"\xe3\x80\x80",
        b"\\u0000",
        b"\\ud800",
    ),
    *(b'"', b"'", b'"""', b"\\", b"<", b">", b"&", b"&a;", b"{", b"}", b"[", b"]", b"(", b")"),
    *(b",", b";", b".", b"#", b"@", b"^^", b"%", b"%zz", b"-", b"_:b", b"<>", b"<a b>"),
    *(b"1e999", b"NaN", b"Infinity", b"-0", b"9" * 5000, b"0x" + b"f" * 99, b"true", b"null"),
    *(b"tag:city.example,2026:x", b"mailto:", b"2026-13-45", b"@context", b"@id", b"@list"),
    *(b"<!DOCTYPE a>", b"<![CDATA[", b"=cmd|'/C calc'!A0"),
)
_NESTS = (
    *((b"(", b")"), (b"[", b"]"), (b"{", b"}"), (b'{"a:b":', b"}"), (b"<a>", b"</a>")),
    *((b"[[", b"]]"), (b'"', b'"'), (b"<<(", b")>>")),
)
_VALUES = (
    *(b"[]", b"{}", b"1", b'"x"', b"true", b"[[1]]", b'{"a" = 1}', b"2026-01-01", b"1.5", b""),
)


def _place(chance: random.Random, data: bytes) -> int:
    return chance.randrange(len(data) + 1)


def flip(chance: random.Random, data: bytes) -> bytes:
    """Some bytes become others."""
    made = bytearray(data or b"\0")
    for _ in range(chance.choice((1, 1, 3, 20))):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def truncate(chance: random.Random, data: bytes) -> bytes:
    """The end, or the beginning, is missing."""
    at = _place(chance, data)
    return data[:at] if chance.random() < 0.8 else data[at:]


def splice(chance: random.Random, data: bytes) -> bytes:
    """A part stands somewhere else."""
    start, end = sorted((_place(chance, data), _place(chance, data)))
    rest = data[:start] + data[end:]
    at = _place(chance, rest)
    return rest[:at] + data[start:end] + rest[at:]


def insert(chance: random.Random, data: bytes) -> bytes:
    """Odd signs and words come in."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = _place(chance, data)
        data = data[:at] + chance.choice(ODD) + data[at:]
    return data


def swap(chance: random.Random, data: bytes) -> bytes:
    """A value becomes one of another type."""
    words = data.split(b" ")
    for _ in range(chance.choice((1, 2))):
        words[chance.randrange(len(words))] = chance.choice(
            (
                b"[]",
                b"{}",
                b"1",
                b'"x"',
                b"true",
                b"[[1]]",
                b'{"a" = 1}',
                b"2026-01-01",
                b"1.5",
                b"",
            )
        )
    return b" ".join(words)


def nest(chance: random.Random, data: bytes) -> bytes:
    """Something nested deep comes in."""
    before, after = chance.choice(_NESTS)
    depth = chance.choice((50, 500, 3_000, 20_000))
    at = _place(chance, data)
    middle = before * depth + (after * depth if chance.random() < 0.7 else b"")
    return data[:at] + middle + data[at:]


def repeat(chance: random.Random, data: bytes) -> bytes:
    """A part comes again and again."""
    start, end = sorted((_place(chance, data), _place(chance, data)))
    part = data[start : min(end, start + 200)]
    return data[:end] + part * chance.choice((2, 50, 500)) + data[end:]


def lines(chance: random.Random, data: bytes) -> bytes:
    """Lines come in another order, some not at all."""
    found = data.split(b"\n")
    chance.shuffle(found)
    return b"\n".join(found[: chance.randrange(len(found) + 1)])


MUTATORS: tuple[Mutator, ...] = (flip, truncate, splice, insert, insert, swap, nest, repeat, lines)


def mutant(seed: int, data: bytes) -> bytes:
    """``data`` spoilt once or a few times."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = chance.choice(MUTATORS)(chance, data)
    return data

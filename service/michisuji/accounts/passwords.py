"""Passwords: hashed by scrypt, compared with the same work whether or not the name is known.

One-time passwords, session ids and API tokens are random secrets of 128 bits or more: a plain hash
of one cannot be searched, and costs nothing to compare.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import lru_cache

from werkzeug.security import check_password_hash, generate_password_hash

from michisuji.errors import BadInput

#: 2^15 × 8 × 3: 32 MB of memory, as OWASP's password storage cheat sheet recommends.
COST = "scrypt:32768:8:3"
SHORTEST, LONGEST = 12, 200
#: A password of fewer different characters is a pattern.
_DIFFERENT = 5
#: Of one-time passwords: letters and digits that nobody mixes up, in groups to type.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _IN_GROUP = 6, 5


def normalized(password: str) -> str:
    """Return a password as it is hashed: full-width letters of a Japanese keyboard are the same."""
    text = unicodedata.normalize("NFKC", password)
    return text.encode("utf-8", "replace").decode()  # halves of characters, as a terminal may send


def hashed(password: str, cost: str = COST) -> str:
    """Return the hash of a password, with its salt and cost."""
    return generate_password_hash(normalized(password), cost)


def fits(password: str, stored: str | None, cost: str = COST) -> bool:
    """Return True if a password is the one that was hashed; None fits nothing, at the same cost."""
    known = stored or _nobodys(cost)
    text = normalized(password)
    right = check_password_hash(known, text[:LONGEST])
    return right and stored is not None and len(text) <= LONGEST


def has_cost(stored: str, cost: str = COST) -> bool:
    """Return True if a hash was made at a cost."""
    return stored.partition("$")[0] == cost


@lru_cache(maxsize=4)
def _nobodys(cost: str) -> str:
    """Make the hash that is compared when there is none."""
    return hashed(secrets.token_hex(16), cost)


def check_new(password: str, name: str) -> None:
    """Raise BadInput for a new password that is easy to guess; ``name`` is the login name."""
    text = normalized(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise BadInput(
            f"パスワードは{SHORTEST}文字から{LONGEST}文字までにしてください",
            f"a password has {SHORTEST} to {LONGEST} characters",
            hint_ja="いくつかの言葉をつなげると、長くても覚えやすくなります",
            hint_en="several words in a row are long and easy to remember",
        )
    folded = text.casefold()
    if name.casefold() in folded or len(set(folded)) < _DIFFERENT:
        raise BadInput(
            "ログイン名を含むパスワードや、同じ文字ばかりのパスワードは使えません",
            "a password does not contain the login name, nor just a few characters over and over",
            hint_ja="いくつかの言葉をつなげてください",
            hint_en="take several words in a row",
        )


def one_time() -> str:
    """Return a new one-time password, 148 bits: six groups of five characters."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def secret() -> str:
    """Return a new random secret of 256 bits."""
    return secrets.token_urlsafe(32)


def secret_hash(text: str) -> str:
    """Return the hash under which a random secret is kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

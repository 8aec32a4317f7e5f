"""Delays after failures: they grow, they end, and nobody is kept out by others for ever."""

from __future__ import annotations

import pytest
from michisuji.accounts import Accounts, Grant, Person, Role
from michisuji.accounts.failures import SignInDelayed, WrongPassword
from michisuji.accounts.lockout import RULES, client

from tests.accounts.conftest import BY, PASSWORD, Clock, person

HERE, THERE = "192.0.2.1", "198.51.100.7"
LONGEST_S = max(rule.longest_s for rule in RULES.values())


def fail(accounts: Accounts, name: str, place: str) -> int:
    """Try a wrong password; the seconds to wait, 0 if it was looked at."""
    with pytest.raises((WrongPassword, SignInDelayed)) as caught:
        accounts.sign_in(name, "wrong", place)
    return caught.value.wait_s if isinstance(caught.value, SignInDelayed) else 0


def guess(accounts: Accounts, clock: Clock, name: str, place: str, times: int) -> list[int]:
    """Guess as fast as one may; the delays in between, seconds."""
    waits = []
    for _ in range(times):
        wait_s = fail(accounts, name, place)
        if wait_s:
            waits.append(wait_s)
            clock.move(wait_s)
    return waits


def test_the_delay_doubles_up_to_an_end(accounts: Accounts, editor: Person, clock: Clock) -> None:
    waits = guess(accounts, clock, "e-1", HERE, 30)
    assert waits[:8] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert waits[-1] == 900 == max(waits)
    clock.move(900)
    assert accounts.sign_in("e-1", PASSWORD, HERE)
    assert fail(accounts, "e-1", HERE) == 0  # forgotten by the success


def test_the_right_password_waits_too(accounts: Accounts, editor: Person, clock: Clock) -> None:
    while not fail(accounts, "e-1", HERE):
        pass
    with pytest.raises(SignInDelayed) as caught:
        accounts.sign_in("e-1", PASSWORD, HERE)
    assert caught.value.status == 429
    clock.move(caught.value.wait_s)
    assert accounts.sign_in("e-1", PASSWORD, HERE)


def test_asking_during_a_delay_does_not_make_it_longer(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    guess(accounts, clock, "e-1", HERE, 12)
    while not (wait_s := fail(accounts, "e-1", HERE)):
        pass
    before = len(accounts.audit.page(count=500))
    for _ in range(30):
        assert fail(accounts, "e-1", HERE) == wait_s
    assert len(accounts.audit.page(count=500)) == before
    clock.move(wait_s)
    assert accounts.sign_in("e-1", PASSWORD, HERE)


def test_an_unknown_name_is_delayed_like_a_known_one(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    known = [fail(accounts, "e-1", HERE) for _ in range(9)]
    unknown = [fail(accounts, "nobody", THERE) for _ in range(9)]
    assert known == unknown
    assert any(known)


def test_guesses_from_elsewhere_do_not_keep_a_person_out(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    accounts.sign_in("e-1", PASSWORD, HERE)
    for n in range(40):  # a new address each time, as many machines have
        guess(accounts, clock, "e-1", f"203.0.113.{n}", 3)
    fail(accounts, "e-1", "203.0.113.200")
    assert fail(accounts, "e-1", "203.0.113.201") > 0
    assert accounts.sign_in("e-1", PASSWORD, HERE)
    with pytest.raises(SignInDelayed):  # but from a new place the person waits, with an end
        accounts.sign_in("e-1", PASSWORD, "192.0.2.99")
    clock.move(LONGEST_S)
    assert accounts.sign_in("e-1", PASSWORD, "192.0.2.99")


def test_colleagues_behind_one_gateway_do_not_keep_each_other_out(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    accounts.sign_in("e-1", PASSWORD, HERE)
    for n in range(80):
        fail(accounts, f"name-{n}", HERE)
    wait_s = fail(accounts, "one-more", HERE)
    assert 0 < wait_s <= RULES["address"].longest_s == 60
    assert accounts.sign_in("e-1", PASSWORD, HERE)
    person(accounts, "newcomer", Grant(Role.READER))
    clock.move(60)
    assert accounts.sign_in("newcomer", PASSWORD, HERE)


def test_a_one_time_password_is_never_delayed(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    for _ in range(40):
        guess(accounts, clock, "e-1", HERE, 2)
    while not fail(accounts, "e-1", HERE):
        pass
    one_time = accounts.invite(editor.id, BY)
    assert accounts.sign_in("e-1", one_time, HERE).must_set_password


def test_an_own_account_does_not_buy_guesses_at_others(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    """Signing in with one's own password between guesses resets no count of theirs."""
    person(accounts, "mallory", Grant(Role.READER))
    waits = []
    for n in range(70):
        waits.append(fail(accounts, f"victim-{n}", THERE))
        accounts.sign_in("mallory", PASSWORD, THERE)
    assert any(waits)
    waits = [fail(accounts, "e-1", HERE) for _ in range(6)]
    accounts.sign_in("mallory", PASSWORD, HERE)
    assert fail(accounts, "e-1", HERE) > 0
    assert waits == [0] * 6


def test_guesses_side_by_side_are_all_counted(
    accounts: Accounts, editor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many requests at once only as many reach the hash as are free."""
    from michisuji.accounts import passwords

    looked: list[int] = []

    def slow(*_: object) -> bool:
        looked.append(1)
        if len(looked) < 30:  # while this one is being compared, the next one comes
            fail(accounts, "e-1", HERE)
        return False

    monkeypatch.setattr(passwords, "fits", slow)
    fail(accounts, "e-1", HERE)
    assert len(looked) == RULES["name at address"].free + 1


def test_failures_are_forgotten_after_a_day(
    accounts: Accounts, editor: Person, clock: Clock
) -> None:
    guess(accounts, clock, "e-1", HERE, 20)
    clock.move(days=1, seconds=1)
    fail(accounts, "somebody", THERE)
    with accounts.file.reading() as db:
        assert db.execute("SELECT COUNT(*) FROM failures").fetchone()[0] == len(RULES)
    assert guess(accounts, clock, "e-1", HERE, 8) == [1]


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
    ],
)
def test_one_client_is_an_address_or_a_network(address: str, counts_as: str) -> None:
    assert client(address) == counts_as

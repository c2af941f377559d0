"""Secrets: hashed, checked, and never too many at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import argon2
import pytest
from argon2.exceptions import InvalidHashError, VerificationError

from app.core import hashing
from app.core.errors import BusyError
from app.core.hashing import HashCost, argon2_turn, decoy_hash, hash_secret, verify_secret

CHEAP = HashCost(time_cost=1, memory_kib=64, parallelism=1)


def test_only_the_right_secret_fits() -> None:
    stored = hash_secret("4XPH2D9RW8", CHEAP)
    assert verify_secret(stored, "4XPH2D9RW8")
    assert not verify_secret(stored, "4XPH2D9RW9")
    assert not verify_secret(stored, "")


def test_a_secret_is_hashed_with_argon2id_its_cost_and_its_own_salt() -> None:
    first, second = (hash_secret("4XPH2D9RW8", HashCost(2, 128, 1)) for _ in range(2))
    assert first.startswith("$argon2id$v=19$m=128,t=2,p=1$")
    assert first.split("$")[4] != second.split("$")[4]
    assert "4XPH2D9RW8" not in first


def test_the_cost_of_a_stored_hash_is_its_own() -> None:
    assert verify_secret(hash_secret("x", HashCost(3, 64, 2)), "x")


@pytest.mark.parametrize("damaged", ["", "damaged", "$argon2id$damaged", "$argon2id$v=19$m=64"])
def test_a_damaged_hash_is_an_error_and_not_a_wrong_secret(damaged: str) -> None:
    with pytest.raises((InvalidHashError, VerificationError)):
        verify_secret(damaged, "x")


def test_a_decoy_is_stable_keyed_and_costs_what_a_real_hash_costs() -> None:
    decoy = decoy_hash("K7QM", "key", CHEAP)
    assert decoy == decoy_hash("K7QM", "key", CHEAP)
    assert len({decoy, decoy_hash("K7QN", "key", CHEAP), decoy_hash("K7QM", "other", CHEAP)}) == 3
    real = argon2.extract_parameters(hash_secret("x", CHEAP))
    assert argon2.extract_parameters(decoy) == real
    assert len(decoy) == len(hash_secret("x", CHEAP))


def test_salt_and_digest_of_a_decoy_change_with_the_name() -> None:
    one, other = (decoy_hash(name, "key", CHEAP).split("$") for name in ("K7QM", "K7QN"))
    assert one[4] != other[4]
    assert one[5] != other[5]


def test_nothing_fits_a_decoy() -> None:
    assert not any(verify_secret(decoy_hash("K7QM", "k", CHEAP), guess) for guess in ("", "K7QM"))


def test_a_third_computation_waits_and_is_told_when_to_try_again() -> None:
    with argon2_turn(), argon2_turn():
        with pytest.raises(BusyError) as error, argon2_turn(longest_wait=0):
            pytest.fail("there was a third turn")
        assert error.value.retry_after > 0
    with argon2_turn(longest_wait=0), argon2_turn(longest_wait=0):
        pass


def test_hashing_and_verifying_both_take_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "LONGEST_WAIT", 0.0)
    stored = hash_secret("x", CHEAP)
    with argon2_turn(), argon2_turn():
        with pytest.raises(BusyError):
            hash_secret("x", CHEAP)
        with pytest.raises(BusyError):
            verify_secret(stored, "x")


def test_a_turn_comes_back_after_an_error() -> None:
    for _ in range(5):
        with pytest.raises(InvalidHashError):
            verify_secret("damaged", "x")
    with argon2_turn(longest_wait=0), argon2_turn(longest_wait=0):
        pass


def test_never_more_than_two_run_at_once_and_all_who_wait_get_their_turn() -> None:
    start, lock = Barrier(8), Lock()
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        start.wait()
        for _ in range(50):
            with argon2_turn():
                with lock:
                    inside += 1
                    most = max(most, inside)
                with lock:
                    inside -= 1

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work) for _ in range(8)]:
            done.result()
    assert inside == 0
    assert 1 <= most <= hashing.AT_ONCE == 2

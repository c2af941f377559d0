"""Settings that a site of residents can't start with."""

from pathlib import Path

import pytest

from app.core.config import LEAST_MEMORY_KIB, SettingsError, load_settings


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.setenv("BUURTSTEM_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BUURTSTEM_PUBLIC_URL", "https://stem.example")
    return monkeypatch


def set_cost(environment: pytest.MonkeyPatch, passes: int, memory_kib: int) -> None:
    environment.setenv("BUURTSTEM_HASH_TIME_COST", str(passes))
    environment.setenv("BUURTSTEM_HASH_MEMORY_KIB", str(memory_kib))


@pytest.mark.parametrize(("passes", "least"), [*LEAST_MEMORY_KIB.items(), (9, 7_168)])
def test_a_site_of_residents_does_not_start_with_codes_that_are_cheap_to_guess(
    environment: pytest.MonkeyPatch, passes: int, least: int
) -> None:
    set_cost(environment, passes, least - 1)

    with pytest.raises(SettingsError, match=f"HASH_MEMORY_KIB: .* must be {least} or more"):
        load_settings()


@pytest.mark.parametrize(("passes", "least"), LEAST_MEMORY_KIB.items())
def test_a_site_of_residents_starts_with_the_least_that_is_dear_enough(
    environment: pytest.MonkeyPatch, passes: int, least: int
) -> None:
    set_cost(environment, passes, least)

    assert load_settings().secure


def test_one_pass_less_is_refused_with_the_memory_of_the_default(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("BUURTSTEM_HASH_TIME_COST", "1")

    with pytest.raises(SettingsError, match="HASH_MEMORY_KIB"):
        load_settings()


def test_the_defaults_are_dear_enough(environment: pytest.MonkeyPatch) -> None:
    del environment

    assert load_settings().secure


def test_tests_and_trials_may_be_cheap(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BUURTSTEM_PUBLIC_URL", "http://localhost:8000")
    set_cost(environment, 1, 8)

    assert load_settings().hash_memory_kib == 8

"""What every test can ask for: a moment, an app on a fresh database, a session, a browser."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlmodel import Session

from app.core.config import Settings
from app.core.db import Database, open_database
from app.core.storage import Storage
from app.upkeep.migrating import migrate
from app.web.context import parts
from tests.house import House
from tests.page import Browser

# Property tests may take their time: a busy machine is not a broken rule.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

#: A Monday in the first round, five past two in the afternoon in Brunssum.
NOW = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows, made once and copied for each test."""
    path = tmp_path_factory.mktemp("empty") / "buurtstem.db"
    database = open_database(path)
    migrate(database)
    database.truncate_log()
    database.dispose()
    return path


@pytest.fixture
def settings(tmp_path: Path, empty_database: Path) -> Settings:
    shutil.copy(empty_database, tmp_path / "buurtstem.db")
    return Settings(
        data_dir=tmp_path,
        secret_key="for tests only",
        hash_time_cost=1,
        hash_memory_kib=8,
        jobs_at_once=True,
        compress=False,
    )


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Lends apps to tests; making one for each takes longer than most tests."""
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture
def app(settings: Settings, house: House) -> Iterator[Flask]:
    app = house.lend(settings)
    yield app
    house.take_back(app)


@pytest.fixture
def database(app: Flask) -> Database:
    with app.app_context():
        return parts().database


@pytest.fixture
def storage(app: Flask) -> Storage:
    with app.app_context():
        return parts().storage


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that writes; a test commits what a page should see."""
    with database.write() as session:
        yield session


@pytest.fixture
def stored(database: Database) -> Iterator[Callable[[], Session]]:
    """Opens a fresh session that reads what is stored by now and holds no lock."""
    opened: list[Session] = []

    def fresh() -> Session:
        opened.append(database.read())
        return opened[-1]

    yield fresh
    for session in opened:
        session.close()


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)

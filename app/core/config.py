"""Settings, read once from the environment and refused at start when they can't be right."""

import secrets
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.core.mail_address import MailAddressError, read_sender
from app.core.mail_server import MailServer, parse_server

ROOT = Path(__file__).parents[2]
SECRET_BYTES = 32
#: argon2id that makes guessing dear enough: passes and the KiB that they need at least.
#: Source: OWASP Password Storage Cheat Sheet.
LEAST_MEMORY_KIB: Final = {1: 47_104, 2: 19_456, 3: 12_288, 4: 9_216, 5: 7_168}
_SECURE: Final = "https://"
#: Settings whose value is never shown.
_SECRET = frozenset({"secret_key", "smtp_url"})


class SettingsError(Exception):
    """A setting has a value that the program can't start with; the text says what to do."""


class Settings(BaseSettings):
    """Everything that can be set from outside; each name has the prefix `BUURTSTEM_`."""

    model_config = SettingsConfigDict(env_prefix="BUURTSTEM_", frozen=True, extra="ignore")

    #: Holds the database, the files, the jobs and the secret key.
    data_dir: Path = ROOT / "instance"
    #: Signs cookies; made and kept in `data_dir` when unset.
    secret_key: str = ""
    #: Where residents reach the site; QR codes and links on paper start with it.
    public_url: str = "http://localhost:8000"
    #: Host names that are answered besides that of `public_url`; comma separated.
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ("localhost", "127.0.0.1")
    #: How many proxies of our own stand in front and set X-Forwarded-*.
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    #: Working days within which a story is answered.
    answer_days: int = Field(default=10, ge=1, le=60)
    #: Working days within which somebody who asked for it is called or visited.
    contact_days: int = Field(default=3, ge=1, le=60)
    #: Residents who open a promise again with their "nee": so many, and so many percent of those
    #: with a card or code who know.
    reopen_least: int = Field(default=3, ge=1)
    reopen_percent: int = Field(default=50, ge=1, le=100)
    #: argon2id: passes, memory in KiB, lanes.
    hash_time_cost: int = Field(default=2, ge=1)
    hash_memory_kib: int = Field(default=19_456, ge=8)
    hash_parallelism: int = Field(default=1, ge=1)
    #: Staff sign-in ends after so many minutes of rest, and anyway after so many hours.
    staff_idle_minutes: int = Field(default=30, ge=1)
    staff_session_hours: int = Field(default=12, ge=1)
    #: Largest request body in megabytes; a story step carries at most five photos.
    max_body_mb: int = Field(default=130, ge=1)
    #: Run background work inside the request that asks for it; for tests and single commands.
    jobs_at_once: bool = False
    #: False where a web server in front already compresses.
    compress: bool = True
    #: Where mail is handed over, as `smtps://user:password@host`; without it there is no mail.
    smtp_url: Annotated[MailServer | None, NoDecode] = None
    #: Who mail is from, such as `Buurtstem <noreply@example.nl>`.
    mail_from: str = Field(default="", validate_default=True)

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value

    @field_validator("smtp_url", mode="before")
    @classmethod
    def _read_server(cls, value: object) -> object:
        return (parse_server(value) if value else None) if isinstance(value, str) else value

    @field_validator("mail_from")
    @classmethod
    def _check_sender(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("smtp_url") is None:
            return value
        try:
            return read_sender(value)
        except MailAddressError as error:
            raise ValueError("must say who mail is from: Buurtstem <noreply@example.nl>") from error

    @field_validator("public_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("hash_memory_kib")
    @classmethod
    def _check_cost(cls, value: int, info: ValidationInfo) -> int:
        """Refuse codes that are cheap to guess on a site of residents; tests may be cheap."""
        passes = min(info.data.get("hash_time_cost", 1), max(LEAST_MEMORY_KIB))
        least = LEAST_MEMORY_KIB[passes]
        if info.data.get("public_url", "").startswith(_SECURE) and value < least:
            raise ValueError(
                f"must be {least} or more with BUURTSTEM_HASH_TIME_COST={passes} on a site "
                f"with https: less makes the codes of residents too easy to guess"
            )
        return value

    @property
    def secure(self) -> bool:
        """Whether residents come over HTTPS, so that cookies may insist on it."""
        return self.public_url.startswith(_SECURE)

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "buurtstem.db"

    @property
    def files_dir(self) -> Path:
        """Folder of stored files, under their content hash."""
        return self.data_dir / "files"

    @property
    def jobs_database(self) -> Path:
        """The queue of background work, apart from the database that is backed up."""
        return self.data_dir / "jobs.db"

    @property
    def tries_database(self) -> Path:
        """The counts of wrong tries at codes and passwords, which no backup needs."""
        return self.data_dir / "tries.sqlite3"


def load_settings() -> Settings:
    """Return the settings of the environment, with a secret key made where none was set.

    Raises:
        SettingsError: a value can't be used.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if settings.secret_key:
        return settings
    return settings.model_copy(update={"secret_key": _kept_secret(settings.data_dir)})


def _kept_secret(folder: Path) -> str:
    path = folder / "secret.key"
    if not path.exists():
        made = folder / f"secret.{secrets.token_hex(4)}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_hex(SECRET_BYTES), encoding="ascii")
        try:
            path.hardlink_to(made)  # the first of two processes that start at once wins
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text(encoding="ascii")


def _explain(error: ValidationError) -> str:
    lines = [
        f"BUURTSTEM_{str(problem['loc'][0]).upper()}: {problem['msg']}"
        + ("" if problem["loc"][0] in _SECRET else f" (now {problem['input']!r})")
        for problem in error.errors()
    ]
    return "Please correct these settings and start again:\n" + "\n".join(lines)

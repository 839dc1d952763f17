"""Settings from the environment or `.env`, prefix PASSERELLE_; an unknown name is an error."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

SETTINGS_PREFIX = "PASSERELLE_"
SECRET_SHAPE = re.compile(r"[A-Za-z0-9_-]{32,256}")  # the alphabet is the Bot API's (setWebhook)
SECRET_SETTINGS = ("TELEGRAM_TOKEN", "WEBHOOK_SECRET", "DATABASE_URL")


class SettingsError(Exception):
    """A setting is wrong: which one, why, and what to do."""


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(env_prefix=SETTINGS_PREFIX, env_file=".env", extra="ignore")

    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org/bot"
    webhook_url: str = ""
    webhook_secret: SecretStr | None = None
    database_url: str = "sqlite:///data/passerelle.db"
    keys_file: Path = Path("keys.json")
    journal_file: Path | None = None
    operator_file: Path | None = None
    web_bind: str = "127.0.0.1:8080"
    content_dir: Path | None = None


def read_settings() -> Settings:
    """The settings. Raises `SettingsError` naming the variable, the cause and the cure."""
    known = {f"{SETTINGS_PREFIX}{name.upper()}" for name in Settings.model_fields}
    files = {f"{SETTINGS_PREFIX}{name}_FILE" for name in SECRET_SETTINGS}
    for name in _given():
        if name not in known | files:
            raise SettingsError(f"{name}: there is no such setting. Known: {', '.join(sorted(known))}.")
    from_files = dict(_from_file(name) for name in SECRET_SETTINGS if f"{SETTINGS_PREFIX}{name}_FILE" in os.environ)
    try:
        given = Settings(**from_files)
    except ValidationError as error:
        detail = error.errors()[0]
        name = f"{SETTINGS_PREFIX}{str(detail['loc'][0]).upper()}"
        raise SettingsError(f"{name}: {detail['msg']}. Correct it in the environment or in .env.") from None
    _webhook(given)
    return given


def _webhook(given: Settings) -> None:
    """Telegram brings updates only to an address with TLS, and only a long secret tells its calls from others'."""
    if not given.webhook_url:
        return
    if not _may_be_called(given.webhook_url):
        cure = "write it as https://chat.example.org/, as the proxy before this program is reached from outside"
        raise SettingsError(f"{SETTINGS_PREFIX}WEBHOOK_URL: Telegram calls https addresses only; {cure}.")
    if given.telegram_token is None:
        raise SettingsError(
            f"{SETTINGS_PREFIX}WEBHOOK_URL: without a token nobody calls; set {SETTINGS_PREFIX}TELEGRAM_TOKEN."
        )
    if not SECRET_SHAPE.fullmatch(given.webhook_secret.get_secret_value() if given.webhook_secret else ""):
        cause = "a webhook needs a secret of 32 to 256 letters, digits, _ or -, or anybody could speak as Telegram"
        cure = "make one with `openssl rand -hex 32`"
        raise SettingsError(f"{SETTINGS_PREFIX}WEBHOOK_SECRET: {cause}; {cure}.")


def _may_be_called(url: str) -> bool:
    """Whether Telegram can call it; on this machine alone (a Bot API server of one's own) TLS is not needed."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and not parts.query and not parts.fragment and _safe(parts)
    except ValueError:
        return False


def _safe(parts: SplitResult) -> bool:
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))


def _given() -> list[str]:
    names = [name for name in os.environ if name.startswith(SETTINGS_PREFIX)]
    dotenv = Path(".env")
    lines = dotenv.read_text(encoding="utf-8").splitlines() if dotenv.is_file() else []
    return names + [line.partition("=")[0].strip() for line in lines if line.strip().startswith(SETTINGS_PREFIX)]


def _from_file(name: str) -> tuple[str, Any]:
    variable = f"{SETTINGS_PREFIX}{name}_FILE"
    path = Path(os.environ[variable])
    try:
        return name.lower(), path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{variable}: {path} cannot be read ({error.strerror}). Correct the path.") from None

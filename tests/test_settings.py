"""Settings: what is wrong is refused by name, with cause and cure, and no secret is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SETTINGS_PREFIX, SettingsError, read_settings

SECRET = "f00d" * 16
WHOLE = {"TELEGRAM_TOKEN": "1:a", "WEBHOOK_URL": "https://chat.example.org/", "WEBHOOK_SECRET": SECRET}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def given(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(SETTINGS_PREFIX + name, value)


@pytest.mark.threat(1)
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"WEBHOOK_SECRET": None}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_SECRET": ""}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_SECRET": "short"}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_SECRET": SECRET + "ü"}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_SECRET": "a" * 257}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "http://chat.example.org/"}, "WEBHOOK_URL"),
        ({"WEBHOOK_URL": "chat.example.org"}, "WEBHOOK_URL"),
        ({"WEBHOOK_URL": "https://"}, "WEBHOOK_URL"),
        ({"WEBHOOK_URL": "https://chat.example.org/?a=b"}, "WEBHOOK_URL"),
        ({"WEBHOOK_URL": "https://[half/"}, "WEBHOOK_URL"),
        ({"TELEGRAM_TOKEN": None}, "WEBHOOK_URL"),
    ],
)
def test_a_webhook_that_anybody_could_call_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str | None], named: str
) -> None:
    given(monkeypatch, {name: value for name, value in {**WHOLE, **change}.items() if value is not None})
    with pytest.raises(SettingsError) as refused:
        read_settings()
    said = str(refused.value)
    assert said.startswith(f"{SETTINGS_PREFIX}{named}: ")
    assert ";" in said
    assert SECRET not in said


@pytest.mark.parametrize(
    "url", ["https://chat.example.org/", "https://chat.example.org:8443/a/b", "http://127.0.0.1:8080"]
)
def test_a_webhook_with_all_it_needs_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    given(monkeypatch, {**WHOLE, "WEBHOOK_URL": url})
    assert read_settings().webhook_url == url


@pytest.mark.threat(2)
def test_the_secret_may_come_from_a_file_and_is_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n")
    given(monkeypatch, {"TELEGRAM_TOKEN": "1:a", "WEBHOOK_URL": WHOLE["WEBHOOK_URL"]})
    monkeypatch.setenv(f"{SETTINGS_PREFIX}WEBHOOK_SECRET_FILE", str(tmp_path / "secret"))
    settings = read_settings()
    assert settings.webhook_secret is not None
    assert settings.webhook_secret.get_secret_value() == SECRET
    assert SECRET not in repr(settings) + settings.model_dump_json()


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"WEBHOOK_URI": "https://chat.example.org/"})
    with pytest.raises(SettingsError, match=r"PASSERELLE_WEBHOOK_URI: there is no such setting. Known: .*WEBHOOK_URL"):
        read_settings()

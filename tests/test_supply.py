"""Where code comes from: every package by its hash from one public index, nothing fetched while the program runs."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.test_house import BOT, imports

ROOT = BOT.parent
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
FETCHING = ("urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "subprocess", "pip", "socket")
MAY_FETCH = {
    "channels/telegram": "the Bot API",
    "channels/mail.py": "notices without content",
}


@pytest.mark.threat(44)
def test_every_package_is_locked_by_hash_to_one_public_index() -> None:
    packages = [package for package in LOCK["package"] if package["name"] != "passerelle"]
    assert len(packages) > 40
    for package in packages:
        assert package["source"] == {"registry": "https://pypi.org/simple"}, package["name"]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"]) for file in files), package["name"]


@pytest.mark.threat(44)
def test_every_dependency_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"].values()
    asked = [*project["project"]["dependencies"], *(name for group in groups for name in group)]
    names = {re.split(r"[\[<>=!~ ]", name)[0].lower().replace("_", "-") for name in asked}
    assert names <= {package["name"] for package in LOCK["package"]}


@pytest.mark.threat(44)
def test_the_image_takes_what_is_locked_and_no_other_python() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"uv sync --frozen --no-default-groups", lines)
    assert "UV_PYTHON_DOWNLOADS=never" in lines
    assert not re.search(r"curl|wget|ADD https?:", lines)


@pytest.mark.threat(44)
def test_only_named_modules_can_fetch_or_start_anything() -> None:
    wrong = [
        f"{where}:{line} {name}"
        for path in BOT.rglob("*.py")
        for where in (path.relative_to(BOT).as_posix(),)
        for line, name in imports(path)
        if name.startswith(FETCHING) and not where.startswith(tuple(MAY_FETCH))
    ]
    assert wrong == []


@pytest.mark.threat(44)
def test_no_page_loads_anything_from_elsewhere() -> None:
    static = [path for path in (BOT / "channels/web").rglob("*") if path.suffix in (".py", ".js", ".css", ".html")]
    assert len(static) > 5
    loads = re.compile(r"""(?:src|href|import|url\()\s*=?\s*["']?https?://""")
    assert [str(path) for path in static if loads.search(path.read_text(encoding="utf-8"))] == []

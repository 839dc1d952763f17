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
NAMES = {"pyyaml": "yaml", "python-telegram-bot": "telegram"}  # what is imported, where it is called otherwise
BY_NAME = {  # not imported: where the name stands
    "asyncpg": "postgresql+asyncpg",
    "fontpkg-noto-sans": '"fontpkg_noto_sans"',
    "fontpkg-noto-sans-arabic": '"fontpkg_noto_sans_arabic"',
}
KEPT = {"tzdata": "read by zoneinfo where a system has no time zones", "segno": "for codes to scan"}


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


def asked_for() -> dict[str, str]:
    """The packages the product asks for, with their bounds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = (re.fullmatch(r"([a-z-]+)(?:\[[a-z]+\])?(.*)", each) for each in project["project"]["dependencies"])
    return {part[1]: part[2] for part in parts if part}


@pytest.mark.parametrize(("name", "bounds"), asked_for().items())
def test_every_dependency_has_bounds_and_the_locked_version_is_within(name: str, bounds: str) -> None:
    (locked,) = (package["version"] for package in LOCK["package"] if package["name"] == name)
    assert re.fullmatch(r">=[\d.]+,<[\d.]+", bounds), "give the least version and the first that is too new"
    least, too_new = (tuple(map(int, bound.strip("<>=").split("."))) for bound in bounds.split(","))
    assert least <= tuple(map(int, locked.split("."))) < too_new


def test_the_driver_whose_private_parts_are_used_is_bound_to_its_minor_version() -> None:
    least, too_new = re.findall(r"(\d+)\.(\d+)", asked_for()["aiosqlite"])
    assert (int(least[0]), int(least[1]) + 1) == (int(too_new[0]), int(too_new[1]))


def test_every_dependency_is_used() -> None:
    sources = list(BOT.rglob("*.py"))
    used = {imported.split(".")[0] for path in sources for _, imported in imports(path)}
    texts = "".join(path.read_text(encoding="utf-8") for path in sources)
    unused = [
        name
        for name in asked_for().keys() - KEPT.keys()
        if not (BY_NAME[name] in texts if name in BY_NAME else NAMES.get(name, name.replace("-", "_")) in used)
    ]
    assert unused == []


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

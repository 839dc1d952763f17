import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bot.channels.web import create_page
from bot.intake.office import Office
from tests.channels.web import house
from tests.channels.web.reader import Page

SERVER = """
import asyncio, sys
from pathlib import Path
from bot.channels.web import serve_page
from tests.channels.web import house
async def run():
    async with house.office(Path(sys.argv[1])) as office:
        await serve_page(house.application(office, await house.desk(office)), "127.0.0.1", int(sys.argv[2]))
asyncio.run(run())
"""


def test_a_missing_sentence_stops_the_start(office: Office) -> None:
    with pytest.raises(ValueError, match=r"flows/phrases\.yaml lacks"):
        create_page(office, house.library().texts, {"web_title": "A talk"}, house.draw_file)


async def test_what_is_not_there_has_a_page_with_a_number(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    page = Page(answer.text)
    assert answer.status_code == 404
    assert "Begin at the first page." in page.text
    assert page.found("a", href="tel:112")
    assert page.found("a", href="/", **{"class": "button"})


async def test_a_page_of_trouble_speaks_the_readers_language(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/nowhere", headers={"accept-language": "ar-XB"})).text)
    assert page.found("html", lang="ar-XB", dir="rtl")


async def test_the_banner_stands_on_every_page(office: Office) -> None:
    transport = httpx.ASGITransport(house.application(office, banner="practice_banner"))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        for address in ("/", "/receipt", "/nowhere"):
            assert "Practice. Everything here is made up." in (await client.get(address)).text


def test_a_server_stops_at_once_though_somebody_listens(sqlite_template: Path, tmp_path: Path) -> None:
    database = tmp_path / "talks.db"
    database.write_bytes(sqlite_template.read_bytes())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": str(house.ROOT)}
    command = [sys.executable, "-W", "error", "-c", SERVER, str(database), str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        home = f"http://127.0.0.1:{port}"
        _answers(home, server)
        headers = {"accept": "text/event-stream"}
        with httpx.Client(base_url=home) as client, client.stream("GET", "/pane/worker/talk/after/0", headers=headers):
            server.send_signal(signal.SIGTERM)
            _, said = server.communicate(timeout=15)
    assert "Traceback" not in said
    assert server.returncode == 0  # what stands around it could finish: the signal did not end the process


def _answers(home: str, server: subprocess.Popen[str]) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            assert httpx.get(home).status_code == 200
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer")

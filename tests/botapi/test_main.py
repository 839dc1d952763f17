import json
import subprocess
import sys

import httpx
import pytest


@pytest.mark.long
def test_the_server_runs_as_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "tests.botapi"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        opened = json.loads(process.stdout.readline())
        process.stdin.write("7 hello\n")
        process.stdin.flush()
        with httpx.Client(base_url=f"{opened['base']}{opened['token']}/", trust_env=False) as client:
            updates = client.post("getUpdates", json={"timeout": 5}).json()["result"]
            client.post("sendMessage", json={"chat_id": 7, "text": "hello yourself"})
            client.post("sendMessage", json={"chat_id": 7, "colour": "red"})
        assert updates[0]["message"]["text"] == "hello"
        assert json.loads(process.stdout.readline()) == {"chat": 7, "sees": "hello yourself"}
        assert "colour" in json.loads(process.stdout.readline())["violation"]
        process.stdin.close()
        assert process.wait(10) == 0

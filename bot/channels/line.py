"""The line mode: one input a line, numbered options, no cursor tricks. For SSH, scripts and screen readers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.intake.office import Office
from bot.post.message import Arrival, File, Message
from bot.talk.answer import pick_by_number
from bot.talk.button import split_id
from bot.talk.event import Asked, Chose, Event, Looked, Wrote

LINE_CHANNEL = "line"
DrawSheet = Callable[[str, str], tuple[bytes, str]]
HearLine = Callable[[str, Sequence[Message], str | None, str | None], None]


def parse_line(line: str, etag: str = "") -> Event:
    """What an input line means: nothing, a command, `=step.option` (several for a `many`), or text.

    `etag` names what the question was drawn from that was printed last.
    """
    text = line.strip()
    if not text:
        return Looked()
    if text.startswith("/") and len(text) > 1:
        command, _, argument = text[1:].partition(" ")
        return Asked(command.lower(), argument.strip())
    if text.startswith("=") and len(text) > 1:
        ids = [part.strip().removeprefix("=") for part in text.split(",=")]
        pairs = [split_id(id) for id in ids]
        if pairs[0][0].startswith("/"):
            return Asked(pairs[0][0][1:])
        return Chose(pairs[0][0], tuple(option for _, option in pairs), etag=etag)
    return Wrote(text, etag=etag)


@dataclass
class Line:
    """One person at a terminal. `draw` makes a file's bytes; files are written to `folder`, the person's own."""

    office: Office
    name: str
    language: str
    out: TextIO
    as_json: bool
    folder: Path
    draw: DrawSheet
    session: str = field(default_factory=lambda: secrets.token_hex(8))
    count: int = 0
    options: list[str] = field(default_factory=list)
    etag: str = ""
    hear: HearLine | None = None

    async def read(self, line: str) -> None:
        """Handle one input and print what came of it."""
        self.count += 1
        said = self.chosen(line)
        event = parse_line(said, self.etag)
        arrival = Arrival(LINE_CHANNEL, f"{self.session}.{self.count}", self.name, event, self.language)
        await self.office.take([arrival])
        await self.show(said)

    def chosen(self, line: str) -> str:
        """A number as the option that was shown last under it; the talk itself knows only its open question."""
        id = pick_by_number(line, self.options)
        if id is None:
            return line
        return id if id.startswith("/") else f"={id}"

    async def show(self, said: str) -> None:
        """Print the waiting messages, forget them, and print what is waited for; `hear` is told of all of it."""
        rows = await self.office.pulled(LINE_CHANNEL, self.name)
        for _, message in rows:
            self.print_message(message)
        if rows:
            await self.office.drop(LINE_CHANNEL, self.name, rows[-1][0])
        step, flow = await self.office.standing(LINE_CHANNEL, self.name)
        if self.as_json:
            self.put({"waiting": step, "flow": flow})
        if self.hear:
            self.hear(said.strip(), [message for _, message in rows], step, flow)

    def print_message(self, message: Message) -> None:
        """One message, as JSON or for reading."""
        if message.buttons:
            self.options, self.etag = [button.id for button in message.buttons], message.etag
        files = [self.written(file) for file in message.files]
        options = [{"n": n, "id": each.id, "label": each.label} for n, each in enumerate(message.buttons, 1)]
        if self.as_json:
            shown = {"to": self.name, "text": message.text, "options": options, "files": files}
            self.put(shown | ({"error": message.error} if message.error else {}))
            return
        print(f"\n{message.text}", file=self.out)
        for option in options:
            print(f"  {option['n']}  {option['label']}", file=self.out)
        for written in files:
            print(f"  -> {written['path']}", file=self.out)

    def put(self, thing: object) -> None:
        """One JSON object a line."""
        print(json.dumps(thing, ensure_ascii=False), file=self.out, flush=True)

    def written(self, file: File) -> dict[str, str]:
        """Write a file of the person's own, beside others of the same name."""
        data, mime = self.draw(file.kind, file.sheet)
        self.folder.mkdir(parents=True, exist_ok=True)
        stem, dot, ending = file.name.rpartition(".")
        path, n = self.folder / file.name, 1
        while path.exists():
            n += 1
            path = self.folder / f"{stem}-{n}{dot}{ending}"
        path.write_bytes(data)
        return {"name": file.name, "mime": mime, "path": str(path)}

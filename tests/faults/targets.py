"""What the fuzz part throws odd input at. A method each: it makes up a case, and asserts what the answer promises."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from random import Random
from unittest.mock import patch
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot import settings
from bot.channels import line
from bot.channels.telegram import draw, parse
from bot.channels.web import form
from bot.channels.web.contract import PUBLIC
from bot.channels.web.message import PageView, message_article
from bot.channels.web.words import PageWords
from bot.directory.exchange import import_csv
from bot.directory.files import ContactError, contact_rows
from bot.features import FEATURES
from bot.features.desk.case import DESK, Desk, ListLine, ListPage, OpenCase
from bot.features.signal.feature import MAY_SEND
from bot.features.staff.records import Person
from bot.flow import source
from bot.flow.model import Call
from bot.keys.vault import Ring, Unsealable, VaultError, new_receipt, parse_receipt
from bot.pictures.draw import draw_sheet
from bot.pictures.sheet import Sheet, SheetRow, SheetSection
from bot.places.resolve import resolve_place
from bot.post.message import Message
from bot.talk import button, handle, review
from bot.talk.event import Asked, Chose, Event, Looked, Sent, Spot, Wrote
from bot.talk.reply import Reply
from bot.talk.state import Answer, Talk
from bot.talk.turn import Turn
from bot.text.foreign import clean_text, safe_to_show
from bot.text.guard import text_flags
from bot.words.library import Library
from bot.words.operators import Towns
from bot.words.render import Renderer
from bot.words.world import World
from tests.faults import odd
from tests.text.pressable import pressable

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VALUES = dict.fromkeys(("receipt", "date", "deleted", "contact", "n", "town", "value", "number"), "x")
COMMANDS = (
    *("start", "danger", "stop", "back", "skip", "help", "privacy", "words", "language", "mydata", "delete", "clear"),
    *("receipt", "withdraw", "lock", "desk", "phone", "about_me", "signal", "family", "life_map", "learn", "nothing"),
)
KINDS = ("photo", "voice", "edited", "live_location", "forwarded", "unknown")


class Targets:
    """One process's things to throw at. A walk through the talks goes on from case to case."""

    def __init__(self, seed: int) -> None:
        self.library = Library.open(ROOT, FEATURES.vocabulary)
        self.ring = Ring.new(NOW)
        self.sealed = [self.ring.seal(b"a text", "talk", "payload", str(number)) for number in range(20)]
        self.talk: Talk | None = None
        self.language = "en"
        self.pressed: list[Chose] = []
        self.shown: list[Message] = []
        self.folder = tempfile.TemporaryDirectory(prefix="passerelle-fuzz-")
        self.runner = asyncio.Runner()

    def close(self) -> None:
        """To be called once, at the end."""
        self.runner.close()
        self.folder.cleanup()

    @cached_property
    def words(self) -> PageWords:
        """The page's words."""
        return PageWords(self.library.texts, self.library.content.phrases, self.library.languages("where_to_turn"))

    def phrase(self, language: str, name: str) -> str:
        """A sentence of the assistant."""
        return self.library.texts.say(language, f"phrases.{name}", self.library.content.phrases[name])

    # -- talks

    def turn(self, chance: Random) -> None:
        """Any event at any step of any talk; what is said is written, drawn for both channels, and read back."""
        if self.talk is None or chance.random() < 0.02:
            languages = self.library.languages("where_to_turn")
            self.talk, self.language = self.opened(chance), chance.choice(languages)
            self.shown = []
        world = self.world(chance)
        flows = self.library.content.flows
        fit = review.fit_to_flows(flows, self.talk, world).talk if self.talk else None
        made = handle.take_turn(Turn(flows, world, fit), self.event(chance))
        self.shown = []
        for reply in made.out:
            if isinstance(reply, Reply):
                language = reply.talk.language if reply.talk else made.world.language
                self.shown.append(Renderer(world, language, VALUES).message(reply))
        for message in self.shown:
            self.draw(message)
        self.talk = made.talk
        if made.talk:
            assert Talk.from_json(made.talk.to_json()) == made.talk

    def opened(self, chance: Random) -> Talk | None:
        """Nothing open, or a talk that was kept once and does not fit today's files."""
        if chance.random() < 0.7:
            return None
        name, flow = chance.choice(list(self.library.content.flows.items()))
        steps = chance.choices(list(flow.steps), k=3)
        return Talk("abc123", name, "en", {step: (odd.text(chance)[:20],) for step in steps})

    def world(self, chance: Random) -> World:
        """A world like any."""
        towns = Towns.pretend() if chance.random() < 0.8 else Towns(())
        world = World(self.library, towns, NOW, self.language)
        MAY_SEND.put(world, chance.random() < 0.9)
        return self.lay(world, self.case_of(chance)) if chance.random() < 0.2 else world

    def event(self, chance: Random) -> Event:
        """What somebody does: mostly what is offered, often what was offered once, else anything."""
        kind = chance.random()
        if self.talk is None and kind < 0.8:
            return Asked(chance.choice(list(self.library.content.flows)))
        offered = [(message.talk or None, each) for message in self.shown for each in message.buttons if each.option]
        if kind < 0.7 and offered:
            talk, one = chance.choice(offered)
            wish = "set" if one.on is None else chance.choice(("add", "drop", "set", "done"))
            press = Chose(one.key, (one.option,), talk, wish)  # type: ignore[arg-type]
            self.pressed = [*self.pressed[-200:], press]
            return press
        if kind < 0.77 and self.pressed:
            return chance.choice(self.pressed)
        if kind < 0.88:
            return Wrote(chance.choice((odd.text(chance), str(chance.randint(-1, 12)), "1800")), *self.spots(chance))
        if kind < 0.92:
            return Asked(chance.choice((*COMMANDS, odd.text(chance)[:32])), chance.choice(("", odd.text(chance))))
        if kind < 0.94:
            return chance.choice((Sent(chance.choice(KINDS)), Looked()))
        made = button.decode_button(odd.text(chance)[:64]) if kind < 0.97 else None
        return made or Chose(odd.text(chance)[:20], tuple(odd.text(chance) for _ in range(chance.randint(0, 3))))

    def spots(self, chance: Random) -> tuple[tuple[Spot, ...], bool]:
        """What a text may mean as a place."""
        found = tuple(Spot(code, code) for code in chance.sample(("be:23088", "be:21004", "BE", "de:x", "none"), 2))
        return chance.choice((((), False), (found[:1], True), (found, False)))

    def draw(self, message: Message) -> None:
        """As Telegram and the page get it."""
        for call in draw.message_calls("1", message, self.phrase):
            assert 0 < len(call.data["text"]) <= draw.LONGEST
            for row in call.data.get("reply_markup", {}).get("inline_keyboard", ()):
                assert all(len(each["callback_data"].encode()) <= button.CODE_BYTES and each["text"] for each in row)
        assert "<script" not in message_article(PageView(PUBLIC, self.words, 1), (1, message))
        assert Message.from_json(message.to_json()) == message

    def case_of(self, chance: Random) -> OpenCase:
        """A signal that is open, with what its sender wrote and what was said since."""
        flow = self.library.content.flows["signal"]
        texts = [step.id for step in flow.steps.values() if step.kind == "text" and step.id != "contact_phone"]
        said = tuple((kind, chance.choice(texts), (odd.text(chance),)) for kind in ("question", "answer", "note"))
        answers: dict[str, Answer] = {key: (odd.text(chance),) for key in chance.sample(texts, 2)}
        answers["role"] = ("school",)
        key = "k" * 12
        return OpenCase(key, 3, "read", "K", whole=True, answers=answers, contributions=said, phone="+32 471 12 34 56")

    def lay(self, world: World, case: OpenCase) -> World:
        """The world of a coordinator with this signal open."""
        nobody = Person("x", "", "", "", "en", frozenset(), None)
        DESK.put(world, Desk(nobody, ListPage((ListLine(case.key, "K"),), 1), {case.key: case}))
        return world

    def desk(self, chance: Random) -> None:
        """A person's words on the coordinator's desk: nothing to press, no row that is not there, nothing turned."""
        case, language = self.case_of(chance), chance.choice(self.library.languages("desk"))
        world = self.lay(World(self.library, Towns.pretend(), NOW, language), case)
        talk = Talk("abc123", "desk", language, {"desk": (case.key,)})
        text = Renderer(world, language).show(Call(name="signal"), talk.answers, talk)
        *lines, phone = text.split("\n")
        assert pressable("\n".join(lines)) == [], ascii("\n".join(lines))
        assert len(text.splitlines()) == 1 + len(case.answers) + len(case.contributions) + 1, ascii(text)
        assert "471" in phone
        message = Message(text, language, talk="abc123", protected=True)
        assert "<a " not in message_article(PageView(PUBLIC, self.words, 1), (1, message))
        sheet = Sheet(
            "x", language, (SheetSection("y", tuple(SheetRow(label, ("v",)) for label in lines)),), odd.text(chance)
        )
        kind = "pdf" if chance.random() < 0.01 else "text"
        with contextlib.suppress(RuntimeError):  # a sign that Typst fails on
            assert draw_sheet(kind, sheet.to_json())[0]

    # -- texts

    def guard(self, chance: Random) -> None:
        """Kept, shown, looked at."""
        self.text_guard(odd.text(chance))

    def text_guard(self, text: str) -> None:
        """A text as it is kept and shown; flags that are known."""
        there = safe_to_show(text)
        assert pressable(there) == [], ascii(there)
        assert safe_to_show(there) == there, ascii(there)
        assert set(text_flags(clean_text(text), self.library.belief)) <= {"receipt", "belief", "names"}

    def places(self, chance: Random) -> None:
        """A typed place."""
        self.text_places(odd.text(chance))

    def text_places(self, text: str) -> None:
        """A text as a place: at most eight are offered, and one is sure only when it is one."""
        found = resolve_place(self.library.places, clean_text(text[:300]))
        assert len(found.places) <= 8
        assert found.answer != "one" or len(found.places) == 1

    def line(self, chance: Random) -> None:
        """A line of the terminal."""
        self.text_line(odd.text(chance))

    def text_line(self, text: str) -> None:
        """A text at the terminal is some event."""
        assert isinstance(line.parse_line(text), Asked | Chose | Looked | Wrote)

    # -- codes

    def button(self, chance: Random) -> None:
        """A code that comes in, and one that goes out."""
        code = odd.text(chance)
        assert isinstance(button.decode_button(code), Asked | Chose | Wrote)
        with contextlib.suppress(ValueError):
            made = button.encode_button(
                "abc123", chance.choice(("areas", "noticed[school]")), code, "+", f"k{chance.randint(0, 9)}-3"
            )
            assert len(made.encode()) <= button.CODE_BYTES

    def receipt(self, chance: Random) -> None:
        """A receipt as it is typed: read back in any dress, never another one."""
        made = new_receipt()
        at = chance.randrange(len(made))
        dressed = chance.choice((made.lower(), made.replace("-", " "), made.replace("-", ""), f" {made}\n"))
        assert parse_receipt(dressed) == made
        wrong = made[:at] + chance.choice(odd.text(chance) or "x") + made[at + 1 :]
        assert parse_receipt(wrong) in (None, made) or "-" in made[at]
        parse_receipt(odd.text(chance))

    def envelope(self, chance: Random) -> None:
        """A sealed value that was touched does not open; nothing else is said of it."""
        row = chance.randrange(len(self.sealed))
        sealed = self.sealed[row]
        at = chance.randrange(len(sealed))
        changed = chance.choice(
            (sealed[:at] + chance.choice(odd.text(chance) or "x") + sealed[at + 1 :], sealed[:at], odd.text(chance))
        )
        place = ("talk", "payload", str(row if chance.random() < 0.9 else row + 1))
        try:
            opened = self.ring.open_(changed, *place)
        except Unsealable:
            return
        assert changed == sealed
        assert opened == b"a text"

    # -- channels

    def telegram(self, chance: Random) -> None:
        """An update of any kind."""
        found = odd.value(chance) if chance.random() < 0.05 else odd.update(chance, chance.randint(1, 10**9))
        seen = parse.see_update(found)
        if seen.arrival:
            assert seen.arrival.chat == str(int(seen.arrival.chat))
            json.dumps(seen.arrival.id).encode("utf-8")
            text = getattr(seen.arrival.event, "text", "")
            assert "\0" not in text
            text.encode("utf-8")

    def form(self, chance: Random) -> None:
        """A post of the page, as its bytes."""
        names = ("press", "done", "tick", "text", "talk", "etag", "seen", "id", "argument", "lang", "fresh", "x")
        pairs = [(chance.choice(names), odd.text(chance)) for _ in range(chance.randint(0, 6))]
        body = urlencode(pairs, errors="surrogatepass").encode()
        self.post(body if chance.random() < 0.8 else body.replace(b"%", b"%%")[: chance.randint(0, 400)] + b"&=&;%zz")

    def text_form(self, text: str) -> None:
        """A text typed on the page."""
        self.post(urlencode({"id": "a" * 32, "text": text, "press": ""}, errors="surrogatepass").encode())

    def post(self, body: bytes) -> None:
        """Read a body and what it says."""

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body, "more_body": False}

        headers = [(b"content-type", b"application/x-www-form-urlencoded")]
        request = Request({"type": "http", "method": "POST", "path": "/say", "headers": headers}, receive)
        with contextlib.suppress(HTTPException):
            said = self.runner.run(form.read_form(request))
            event = form.event_of_form(said)
            assert isinstance(event, Asked | Chose | Wrote)
            assert said.arrival("x").isalnum()

    # -- files

    def yaml(self, chance: Random) -> None:
        """A flow file."""
        with contextlib.suppress(source.Fault):
            assert source.parse_yaml(self.file_text(chance), "x.yaml").lines is not None

    def file_text(self, chance: Random) -> str:
        """Lines that look like YAML, more or less."""
        keys = ("flow", "steps", "- id", "  ask", "operators", "contacts", "- areas", "x", "? a", "<<", "- - a")
        return "".join(f"{chance.choice(keys)}: {odd.text(chance)[:80]}\n" for _ in range(chance.randint(0, 6)))

    def contacts(self, chance: Random) -> None:
        """A spreadsheet, and a file of contacts."""
        header = chance.choice(("organisation,service,area_codes,phone", "id;name", odd.text(chance)))
        found = import_csv(header + "\n" + self.file_text(chance), self.library.contacts, date(2026, 11, 23))
        assert bool(found.rows) != bool(found.faults)
        with self.file(chance) as path, contextlib.suppress(ContactError):
            list(contact_rows(path))

    def operators(self, chance: Random) -> None:
        """The operator file, and the key ring's."""
        with self.file(chance) as path:
            with contextlib.suppress(source.Fault):
                Towns.load(path)
            with contextlib.suppress(VaultError):
                Ring.load(path)

    @contextlib.contextmanager
    def file(self, chance: Random) -> Iterator[Path]:
        """A file with odd bytes."""
        path = Path(self.folder.name) / "odd.yaml"
        text = chance.choice((self.file_text(chance), odd.text(chance), json.dumps(odd.value(chance))))
        path.write_bytes(text.encode(chance.choice(("utf-8", "utf-16", "latin-1")), "replace"))
        yield path

    def settings(self, chance: Random) -> None:
        """Settings of the environment."""
        names = [f"PASSERELLE_{name.upper()}" for name in settings.Settings.model_fields]
        texts = {
            chance.choice((*names, "PASSERELLE_X", "PASSERELLE_TELEGRAM_TOKEN_FILE")): odd.text(chance) for _ in "ab"
        }
        fit = {name: text.replace("\0", "").encode("utf-8", "replace").decode() for name, text in texts.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}
        with patch.dict(os.environ, kept | fit, clear=True), contextlib.suppress(settings.SettingsError):
            settings.read_settings()

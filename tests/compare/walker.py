"""One random walk: somebody with a worry, those who read it, and time. Every choice is made from what was shown."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyotp

from tests.compare import words
from tests.compare.body import Body, base, guarded, told
from tests.compare.house import PUSHED, Act, Button, House, Shown, drawn
from tests.compare.record import Names

GROWING = ("audit", "outbox")
NOTHING = ["refresh", "leave", ""]  # an empty desk
ABSENCE = 8 * 24  # hours


@dataclass
class Walk:
    """A walk through a house, and its record. `staff` work there; `bodies` are all who ever came, by where they are."""

    house: House
    names: Names
    chance: random.Random
    staff: list[Body]
    bodies: dict[tuple[str, str], Body]
    steps: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    async def does(self, body: Body, *acts: Act) -> None:
        """Somebody does this in one go; what came of it is recorded, sent and seen."""
        self.house.move(timedelta(seconds=self.chance.randint(1, 20)))
        await self.house.take(body.channel, body.chat, body.language, acts)
        self.counted("steps", len(acts))
        await self.recorded({"who": [body.channel, body.chat], "does": [told(act) for act in acts]}, body)
        if body.channel in words.PULLED and self.chance.random() < 0.3:
            self.steps[-1]["fetched"] = await self.house.fetch(body.channel, body.chat)

    async def recorded(self, step: dict[str, Any], body: Body | None = None) -> None:
        """What has grown since, added to a step; pushed messages go out."""
        grown = await self.house.grown(GROWING)
        audit, outbox = self.names.settled(grown["audit"], grown["outbox"], alone=body is not None)
        for row in audit:
            self.counted(f"audit {row['what']}")
        made = [self.message(row, body) for row in outbox]
        step |= {"audit": audit, "outbox": made}
        self.house.waiting += sum(row["channel"] == PUSHED for row in made)
        if self.house.waiting and (body is None or self.chance.random() < 0.4):
            step["sent"] = await self.house.push()
        self.steps.append({key: self.names.plain(value) for key, value in step.items()})

    def message(self, row: dict[str, Any], body: Body | None) -> dict[str, Any]:
        """A row of the outbox with its message opened and its files drawn; whoever gets it has seen it."""
        shown = Shown.of(row["payload"])
        to = self.bodies.get((row["channel"], shown.to))
        if to:
            to.sees(shown)
        _, _, text = row["payload"].partition("\n")
        files = drawn(text)
        self.counted("messages")
        self.counted("notices", int(body is None or (row["channel"], shown.to) != (body.channel, body.chat)))
        for kind, _ in files:
            self.counted("files")
            self.counted(f"file {kind}")
        return row | {"payload": text, "to": shown.to, "drawn": files}

    def counted(self, what: str, by: int = 1) -> None:
        """So many more of something."""
        if by:
            self.counts[what] = self.counts.get(what, 0) + by

    # --- time ---

    async def waits(self) -> None:
        """Time passes, and the clock's rounds are made on the way."""
        hours = self.chance.choice((1, 1, 24, 24, 72, 8 * 24, 8 * 24, 13 * 24, 40 * 24, 120 * 24))
        jumps = 1 if hours <= 24 or self.chance.random() < 0.1 else -(-hours // (12 * 24))
        for _ in range(jumps):
            self.house.move(timedelta(hours=hours / jumps))
            round_ = await self.house.clock_round()
            await self.recorded({"hours": hours, "of": jumps, "round": round_})
        if hours >= ABSENCE and self.chance.random() < 0.7:  # else their towns close
            for body in self.staff[: self.chance.choice((2, 4))]:
                await self.unlocks(body)

    # --- somebody with a worry ---

    async def tells(self, body: Body, flow: str) -> None:
        """Begin a talk and answer until nothing is asked, or it takes too long."""
        await self.does(body, Act("ask", flow))
        if self.chance.random() < 0.88:
            await self.hurries(body, flow)
        for _ in range(self.chance.randint(5, 13)):
            last = body.open
            if last is None or (last.key in ("how_are_you", "receipt") and self.chance.random() < 0.8):
                return
            await (self.answers(body, last) if self.chance.random() < 0.95 else self.strays(body))

    async def hurries(self, body: Body, flow: str) -> None:
        """Answer without waiting for the questions, a few at a time; what was not asked is refused."""
        role, mine = self.chance.choice(list(words.QUICK_ROLES.items()))
        acts = [Act("press", key="role", options=(role,))]
        area = self.chance.choice(words.QUICK_AREAS)
        for answer in words.QUICK[flow]:
            key, _, options = answer.replace("AREA", area).replace("MINE", mine).partition("=")
            if options:
                acts.append(Act("press", key=key, options=(self.chance.choice(options.split("|")),)))
            else:
                acts += [Act("write", self.chance.choice(words.FACTS)), Act("press", key="guard", options=("ok",))]
        upto = len(acts) if self.chance.random() < 0.85 else self.chance.randint(1, len(acts))
        size = self.chance.randint(4, 14)
        for first in range(0, upto, size):
            await self.does(body, *acts[first : min(first + size, upto)])

    def place(self) -> str:
        """A place, mostly one whose town is open."""
        here = [name for names in words.HERE.values() for name in names]
        return self.chance.choice(here if self.chance.random() < 0.75 else words.PLACES)

    async def answers(self, body: Body, asked: Shown) -> None:
        """Answer what is asked, rather with what leads on."""
        if asked.kind == "place" and (not asked.buttons or self.chance.random() < 0.4):
            return await self.does(body, Act("write", self.place()))
        if asked.kind == "text" and not guarded(asked):
            texts = words.PHONES if "phone" in asked.key else words.FACTS if self.chance.random() < 0.8 else words.TEXTS
            return await self.does(body, Act("write", self.chance.choice(texts)))
        if not asked.buttons:
            return await self.strays(body)
        offered = [button for button in asked.buttons if button.option]
        rather = [option for option in words.RATHER.get(base(asked), ()) if any(b.option == option for b in offered)]
        if rather and self.chance.random() < 0.9:
            option = self.chance.choice(rather)
            return await self.does(body, self.press(body, asked, next(b for b in offered if b.option == option)))
        if asked.kind == "many":
            return await self.ticks(body, asked, offered)
        pool = [button for button in asked.buttons if button.option not in words.NO_STEP] or list(asked.buttons)
        return await self.does(body, self.press(body, asked, self.chance.choice(pool)))

    async def ticks(self, body: Body, asked: Shown, offered: list[Button]) -> None:
        """Tick some and be done: one by one in a chat, all at once on a page, by their numbers at a terminal."""
        most = 1 if base(asked) in words.FEW and self.chance.random() < 0.8 else 3
        some = self.chance.sample(offered, min(len(offered), self.chance.randint(1, most)))
        if body.channel == PUSHED:
            acts = [self.press(body, asked, one) for one in some]
            done = Act("press", key=some[0].key, talk=asked.talk, wish="done", version=asked.version)
            return await self.does(body, *acts, done)
        if body.channel == "line" and self.chance.random() < 0.5:
            numbers = sorted(asked.buttons.index(one) + 1 for one in some)
            return await self.does(body, Act("write", ", ".join(map(str, numbers))))
        options = tuple(one.option for one in some)
        return await self.does(body, Act("press", key=some[0].key, options=options, talk=asked.talk))

    def press(self, body: Body, message: Shown, button: Button) -> Act:
        """The press of a button of a message, as the channel makes it."""
        if button.key.startswith("/"):
            return Act("ask", button.key[1:])
        wish = "set" if message.kind != "many" or body.channel != PUSHED else "drop" if button.on else "add"
        talk = None if body.channel == "line" else message.talk or None
        version = None if body.channel == "line" else message.version
        return Act("press", key=button.key, options=(button.option,), talk=talk, wish=wish, version=version)

    async def strays(self, body: Body) -> None:
        """Anything somebody might do."""
        kind, chance = self.chance.random(), self.chance
        pressable = [message for message in body.shown if message.buttons]
        if kind < 0.45 and pressable:
            message = chance.choice(pressable if chance.random() < 0.25 else pressable[-1:])
            return await self.does(body, self.press(body, message, chance.choice(message.buttons)))
        if kind < 0.65:
            labels = [chance.choice(words.TEXTS), chance.choice(words.PLACES), *body.codes[-1:]]
            return await self.does(body, Act("write", chance.choice(labels)))
        if kind < 0.9:
            name = chance.choice(words.COMMANDS)
            arguments = [*words.ARGUMENTS.get(name, ("",)), *(body.codes if name in ("receipt", "withdraw") else ())]
            return await self.does(body, Act("ask", name, chance.choice(arguments)))
        if kind < 0.96:
            return await self.does(body, Act("file", chance.choice(words.MEDIA)))
        return await self.does(body, Act("look"))

    async def wanders(self, body: Body, steps: int) -> None:
        """Answer and stray, so many times."""
        await self.does(body, Act("ask", self.chance.choice(("start", "start", "where_to_turn", "phone", "about_me"))))
        for _ in range(steps):
            last = body.open
            await (self.answers(body, last) if last and self.chance.random() < 0.75 else self.strays(body))

    async def looks_after(self, body: Body) -> None:
        """What a sender does later: ask with the code, answer what was asked back, see what is held, take it back."""
        code = self.chance.choice(body.codes) if body.codes else "0000-0000-0000-0000"
        await self.does(body, Act("ask", "receipt", code if self.chance.random() < 0.8 else ""))
        for _ in range(self.chance.randint(0, 3)):
            if body.open:
                await self.answers(body, body.open)
        after = self.chance.choice(("", "", "", "mydata", "mydata", "withdraw", "delete", "clear", "receipt"))
        if after:
            argument = code if after in ("withdraw", "receipt") or self.chance.random() < 0.3 else ""
            await self.does(body, Act("ask", after, argument))

    # --- those who read it ---

    async def unlocks(self, body: Body) -> None:
        """Open somebody's desk with the digits of their app, sometimes with wrong ones."""
        self.house.move(timedelta(seconds=91))
        digits = str(pyotp.TOTP(body.secret).at(self.house.now))
        await self.does(body, Act("write", digits if self.chance.random() < 0.95 else "000000"))

    async def works(self, body: Body) -> None:
        """A sitting at the desk."""
        await self.unlocks(body)
        if self.chance.random() < 0.3:
            await self.does(body, Act("ask", self.chance.choice(("desk", "counts", "log"))))
        for _ in range(self.chance.randint(3, 7)):
            last = body.open
            if last is None or ([one.option for one in last.buttons] == NOTHING and self.chance.random() < 0.9):
                break
            await (self.deals(body, last) if self.chance.random() < 0.94 else self.strays(body))
        if self.chance.random() < 0.3:
            await self.does(body, Act("ask", "lock", "all" if self.chance.random() < 0.15 else ""))

    async def deals(self, body: Body, asked: Shown) -> None:
        """Open a case rather than leave, then go on with it."""
        cases = [button for button in asked.buttons if button.key == "desk"]
        if cases and self.chance.random() < 0.9:
            signals = [one for one in cases if one.option not in ("more", "refresh", "leave")] or cases
            one = signals[-1] if self.chance.random() < 0.5 else self.chance.choice(signals)
            return await self.does(body, self.press(body, asked, one))
        return await self.answers(body, asked)

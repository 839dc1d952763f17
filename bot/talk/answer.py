"""What a press or a typed word means at a step: which options there are, and whether the answer may stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.flow.model import Flow, Option, Step
from bot.talk.event import Chose
from bot.talk.state import Answer, Talk
from bot.talk.trail import Offered, Stop, Trail, World, offered_options

T = TypeVar("T")
GUARD_CHOICES = {
    "names": ("ok", "rewrite", "remove"),
    "pattern": ("ok", "rewrite", "remove"),
    "belief": ("rewrite", "remove", "quote"),
}


class AnswerRefused(ValueError):
    """The answer cannot stand; the message is the name of the cause."""


class CommandChosen(ValueError):
    """The person chose the button of a command."""


def step_shape(step: Step) -> str:
    """What must not change under a given answer: kind of question and wording agreed to."""
    return f"{step.kind}:{step.consent or ''}"


def step_buttons(path: Trail, stop: Stop, talk: Talk, world: World) -> tuple[Offered, ...]:
    """All that can be pressed at a step, in the order of their numbers."""
    found = offered_options(stop, talk, path.answers, world)
    if stop.step.kind == "place" and talk.draft and talk.draft.key == stop.key:
        found += tuple(Offered(spot.code, "", spot.label) for spot in talk.draft.places)
        found += (Offered("none", "phrases.place_none", world.phrase("place_none")),)
    if stop.step.kind == "review":
        found += tuple(_editable(path))
    commands = stop.step.beside
    if stop.step.optional == "yes":
        commands = (*commands, "/skip")
    return found + tuple(
        Offered(name, f"phrases.button_{name[1:]}", world.phrase(f"button_{name[1:]}")) for name in commands
    )


def _editable(path: Trail) -> list[Offered]:
    return [
        Offered(stop.key, f"{stop.step.owner}.{stop.step.id}.short", stop.step.short)
        for stop in path.done
        if stop.step.asks and stop.step.short and stop.step.unsent == "no"
    ]


def pressed_answer(choice: tuple[Offered, ...], stop: Stop, event: Chose, talk: Talk, world: World) -> Answer:
    """The values of a press. Raises `Refused` with the cause."""
    if stop.step.kind == "many":
        return _many(choice, stop, event, talk)
    if len(event.options) != 1:
        raise AnswerRefused("choose_one")
    if stop.step.kind == "place" and (event.options[0] == "none" or world.known(event.options[0])):
        return event.options
    _known(choice, event.options)
    return event.options


def _many(choice: tuple[Offered, ...], stop: Stop, event: Chose, talk: Talk) -> Answer:
    ticked = talk.draft.values if talk.draft and talk.draft.key == stop.key else ()
    alone = set(stop.step.alone)
    if event.options or event.wish in ("add", "drop"):
        _known(choice, event.options)
    if event.wish == "drop":
        return tuple(id for id in ticked if id not in event.options)
    if event.wish == "add":
        kept = () if alone & set(event.options) else tuple(id for id in ticked if id not in alone)
        return _limited(stop.step, _ordered(choice, (*kept, *event.options)))
    values = ticked if event.wish == "done" else _ordered(choice, event.options)
    if not values:
        raise AnswerRefused("choose_one_at_least")
    if alone & set(values) and len(values) > 1:
        raise AnswerRefused("alone")
    return _limited(stop.step, values)


def _ordered(choice: tuple[Offered, ...], values: Answer) -> Answer:
    return tuple(found.id for found in choice if found.id in values)


def _limited(step: Step, values: Answer) -> Answer:
    limit = step.many.max if step.many else None
    if limit is not None and len(values) > limit:
        raise AnswerRefused("too_many")
    return values


def _known(choice: tuple[Offered, ...], options: Answer) -> None:
    ids = {found.id for found in choice if not found.id.startswith("/")}
    if not options or not set(options) <= ids:
        raise AnswerRefused("unknown_answer")


def typed_answer(text: str, choice: tuple[Offered, ...], stop: Stop, talk: Talk, world: World) -> Answer:
    """The option ids that typed numbers or words mean. Raises `Refused`, or `Command` for the button of one."""
    if not choice:
        raise AnswerRefused("unknown_answer")
    whole = _one_word(text, choice, talk, world) or _heard(text, choice, stop, world)
    parts = text.replace(";", ",").replace("،", ",").split(",")
    if whole is None and len(parts) == 1 and all(part.isdecimal() for part in text.split()):
        parts = text.split()
    found = [whole] if whole else [_one_word(part, choice, talk, world) for part in parts]
    if not found or None in found or (len(found) > 1 and stop.step.kind != "many"):
        raise AnswerRefused("unknown_answer")
    ids = tuple(id for id in found if id)
    if ids[0].startswith("/"):
        raise CommandChosen(ids[0][1:])
    return ids


def _one_word(text: str, choice: tuple[Offered, ...], talk: Talk, world: World) -> str | None:
    word = fold_word(text)
    if found := pick_by_number(word, choice):
        return found.id
    return next((found.id for found in choice if fold_word(world.label(found, talk.language)) == word), None)


def _heard(text: str, choice: tuple[Offered, ...], stop: Stop, world: World) -> str | None:
    """The option that a common word stands for at this step, in any language."""
    meaning = world.heard(text)
    id = next((id for word, id in stop.step.hears.items() if word == meaning), None)
    return next((found.id for found in choice if found.id == id), None)


def pick_by_number(text: str, shown: Sequence[T]) -> T | None:
    """What a typed number stands for in a list that was shown; it counts from 1."""
    word = text.strip()
    is_one = len(word) <= 4 and word.isdecimal() and 0 < int(word) <= len(shown)
    return shown[int(word) - 1] if is_one else None


def fold_word(text: str) -> str:
    """A typed word as it is compared: case, accents, kinds of space and of apostrophe aside."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def set_and_forget(flow: Flow, talk: Talk, option: Option) -> Talk:
    """The talk after what an option sets (marks or other steps) and forgets (also itself)."""
    for name, value in option.sets.items():
        step = flow.step(name)
        if name in flow.marks:
            talk = replace(talk, marks={**talk.marks, name: value})
        elif step:
            talk = talk.with_answer(name, (value,), step_shape(step))
    forgotten = set(option.forgets)
    return talk.without(forgotten) if forgotten else talk

"""What works at every step, before any answer: danger, stop, language, back, help, and what features add."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.flow.model import Flow
from bot.talk import review
from bot.talk.event import Asked
from bot.talk.reply import Effect, Reply
from bot.talk.turn import FIRST_TALK, Command, Ended, Turn

LEFT_TALKS = ("phone", "about_me")
COMMAND_PAGES = {"help": "help", "privacy": "privacy", "private": "privacy", "words": "words", "human": "human"}


def is_command(command: str, flows: Mapping[str, Flow], added: Collection[str]) -> bool:
    """Whether a command exists: our own, one that a feature adds, or the name of a talk."""
    return command in all_commands(flows, added)


def all_commands(flows: Mapping[str, Flow], added: Collection[str]) -> frozenset[str]:
    """All commands there are."""
    return frozenset((*COMMANDS, *COMMAND_PAGES, *added, *flows))


def apply_command(made: Turn, event: Asked) -> None:
    """Do what the command says."""
    name = event.command
    if name in COMMANDS:
        COMMANDS[name](made, event.argument.strip())
    elif name in COMMAND_PAGES:
        made.out.append(Reply(page=COMMAND_PAGES[name], values={"word": event.argument.strip()}))
        made.ask_again()
    elif name in made.world.commands:
        made.world.commands[name](made, event.argument.strip())
    else:
        _open(made, name)


def asking_for(effect: str) -> Command:
    """A command that does something, and then asks the open question once more."""

    def command(made: Turn, argument: str) -> None:
        made.out.append(Effect(effect, argument=argument))
        made.ask_again()

    return command


def _start(made: Turn, argument: str) -> None:
    language = made.talk.language if made.talk else made.world.language
    if made.talk:
        made.ended.append(Ended(made.talk.id, "stopped"))
    made.talk = None
    made.begin(FIRST_TALK, language)


def _danger(made: Turn, argument: str) -> None:
    made.lay("danger")


def _back(made: Turn, argument: str) -> None:
    if made.talk is None:
        return made.say("nothing_open")
    before = review.step_back(made.open, made.trail())
    if before is None:
        made.say("first_question")
    else:
        made.talk = before
    return made.advance()


def _skip(made: Turn, argument: str) -> None:
    if made.talk is None:
        return made.say("nothing_open")
    stop = made.trail().open
    if stop is None or stop.step.optional == "no":
        return made.refuse("not_optional")
    return made.accept(stop, ())


def _stop(made: Turn, argument: str) -> None:
    if made.talk is None:
        return made.say("nothing_open")
    made.ended.append(Ended(made.talk.id, "stopped"))
    if made.talk.below:
        made.ended.append(Ended(made.talk.below.id, "stopped"))
    made.talk = None
    return made.say("stopped")


def _change_language(made: Turn, argument: str) -> None:
    if made.talk is None:
        made.begin(FIRST_TALK, argument if argument in made.world.offered_in(FIRST_TALK) else made.world.language)
    elif argument:
        made.speak(argument.lower())
    else:
        made.ask_language()


def _open(made: Turn, name: str) -> None:
    """The command of the open talk asks its question again; that of another talk carries what both ask.

    Nothing is lost without a word: a short talk lies over one that holds answers, and any other says that they go.
    """
    talk = made.talk
    if talk and talk.flow == name:
        return made.advance()
    if talk is None:
        return made.begin(name, made.world.language)
    who, loses = made.who(), made.loses()
    if loses and name in LEFT_TALKS:
        return made.lay(name, who)
    made.ended += [Ended(each.id, "left") for each in (talk, talk.below) if each]
    if loses:
        made.say("talk_left")
    made.talk = replace(talk, below=None)
    return made.begin(name, talk.language, who)


COMMANDS: dict[str, Command] = {
    "start": _start,
    "danger": _danger,
    "back": _back,
    "skip": _skip,
    "stop": _stop,
    "language": _change_language,
}

"""What an event means to the open talk: a command, a press, a typed answer. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.talk import always, answer
from bot.talk.answer import AnswerRefused
from bot.talk.event import Asked, Chose, Event, Looked, Sent, Wrote
from bot.talk.reply import Reply
from bot.talk.state import Draft
from bot.talk.trail import Offered, Stop
from bot.talk.turn import FIRST_TALK, Ended, Turn

PHONE_LIKE = re.compile(r"\+?[\d ()./-]{6,30}")


def take_turn(made: Turn, event: Event) -> Turn:
    """What happens next. Commands come before answers."""
    if isinstance(event, Looked):
        return made
    if isinstance(event, Asked) and always.is_command(event.command, made.flows, made.world.commands):
        always.apply_command(made, event)
    elif made.talk is None:
        _without_talk(made, event)
    elif isinstance(event, Chose):
        _chose(made, event)
    elif isinstance(event, Wrote):
        _wrote(made, event)
    elif isinstance(event, Sent):
        made.refuse("edited_message" if event.kind == "edited" else "media")
    elif isinstance(event, Asked):
        made.refuse("unknown_command")
    return made


def _without_talk(made: Turn, event: Event) -> None:
    if isinstance(event, Chose):
        made.out.append(Reply(error="talk_over"))
        return
    if isinstance(event, Sent):
        made.say("media")
    if isinstance(event, Asked):
        made.say("unknown_command")
    made.begin(FIRST_TALK, made.world.language)


def _chose(made: Turn, event: Chose) -> None:
    if event.talk is not None and event.talk != made.open.id:
        made.say("talk_over")
        made.advance()
    elif event.key == "language":
        _language(made, event.options[0] if event.options else "")
    else:
        made.choose_none()
        _answered(made, event)


def _answered(made: Turn, event: Chose) -> None:
    if event.key == "guard":
        _guarded(made, event.options[0] if event.options else "")
    else:
        _pressed(made, event)


def _pressed(made: Turn, event: Chose) -> None:
    path = made.trail()
    stops = [*path.done, *([path.open] if path.open else [])]
    stop = next((stop for stop in stops if stop.key == event.key), None)
    if stop is None or not stop.step.asks:
        return made.refuse("sent_once" if made.open.floor and event.key == "review" else "old_button")
    if path.open is None or stop.key != path.open.key:
        made.talk = made.open.without({stop.key})
        made.say("answer_changed" if event.wish in ("set", "done") and event.options else "edited")
    try:
        values = answer.pressed_answer(made.buttons(stop), stop, event, made.open, made.world)
    except AnswerRefused as refused:
        return made.refuse(str(refused))
    if stop.step.kind == "review" and made.flow.step(values[0]):
        return _change(made, values[0])
    if stop.step.kind == "place":
        return _place(made, stop, values[0])
    if event.wish in ("add", "drop"):
        made.talk = replace(made.open, draft=Draft(stop.key, values))
        return made.out.append(replace(made.question(stop), edits=True))
    return made.accept(stop, values)


def _change(made: Turn, key: str) -> None:
    """At the review: that answer is asked again; an answer that was carried counts as given then."""
    made.talk = made.open.without({key})
    made.advance()


def _place(made: Turn, stop: Stop, code: str) -> None:
    regions = made.world.regions(code)
    draft = made.open.draft
    if regions and not (draft and draft.values == (code,)):
        made.talk = replace(made.open, draft=Draft(stop.key, (code,), places=regions))
        return made.out.append(replace(made.question(stop), ticked=()))
    return made.accept(stop, (code,))


def _guarded(made: Turn, option: str) -> None:
    stop, draft = made.trail().open, made.open.draft
    if stop is None or draft is None or not draft.guard or option not in answer.GUARD_CHOICES[draft.guard]:
        return made.refuse("old_button")
    if option == "rewrite" or (option == "remove" and stop.step.optional == "no"):
        made.talk = replace(made.open, draft=None)
        return made.out.append(made.question(stop))
    if option == "remove":
        return made.accept(stop, ())
    if draft.guard == "belief":
        quoted = tuple(f"“{text}”" for text in draft.values)
        made.talk = replace(made.open, draft=Draft(stop.key, quoted, guard="names"))
        return made.out.append(made.question(stop))
    return made.accept(stop, draft.values)


def _language(made: Turn, code: str) -> None:
    if code == "contacts":
        made.ended.append(Ended(made.open.id, "left"))
        made.begin("phone", made.open.language, made.who())
    else:
        made.speak(code)


def _typed_language(made: Turn, text: str) -> str | None:
    """The language that was typed by its code, its own name or its number in the list; None for anything else."""
    codes, word = made.languages(), answer.fold_word(text)
    if found := answer.pick_by_number(text, codes):
        return found
    names = {answer.fold_word(made.world.label(Offered(code, "language", code), code)): code for code in codes}
    return word if word in codes else names.get(word)


def _wrote(made: Turn, event: Wrote) -> None:
    if made.choosing and (code := _typed_language(made, event.text)):
        return _language(made, code)
    made.choose_none()
    if made.choosing:  # the open question was never shown: nothing that is typed can be its answer
        return made.refuse("unknown_answer")
    stop, draft = made.trail().open, made.open.draft
    if stop is None:
        return made.advance()
    if draft and draft.guard:
        return _typed_at_guard(made, event, draft)
    if stop.step.kind == "text":
        return _text(made, stop, event.text)
    if stop.step.kind == "place" and not _is_number(event.text, draft):
        return _typed_place(made, stop, event)
    try:
        return _pressed(
            made, Chose(stop.key, answer.typed_answer(event.text, made.buttons(stop), stop, made.open, made.world))
        )
    except answer.CommandChosen as command:
        always.apply_command(made, Asked(str(command)))
        return None
    except AnswerRefused as refused:
        return made.refuse(str(refused))


def _is_number(text: str, draft: Draft | None) -> bool:
    """A short number chooses among offered places; a postcode is typed again."""
    return bool(draft and draft.places) and text.strip().isdecimal() and len(text.strip()) <= 2


def _typed_at_guard(made: Turn, event: Wrote, draft: Draft) -> None:
    options = answer.GUARD_CHOICES[draft.guard]
    chosen = answer.pick_by_number(event.text, options) or event.text.strip()
    if chosen in options:
        return _guarded(made, chosen)
    stop = made.trail().open
    return _text(made, stop, event.text) if stop else None


def _typed_place(made: Turn, stop: Stop, event: Wrote) -> None:
    if event.sure and event.places:
        return made.accept(stop, (event.places[0].code,))
    if event.places:
        made.talk = replace(made.open, draft=Draft(stop.key, places=event.places))
        return made.out.append(made.question(stop, phrase="which_place" if len(event.places) > 1 else "this_place"))
    made.talk = replace(made.open, draft=Draft(stop.key, places=made.world.regions("")))
    return made.out.append(made.question(stop, error="unknown_place"))


def _text(made: Turn, stop: Stop, text: str) -> None:
    limit = stop.step.text.max if stop.step.text else 0
    text = text.strip()
    if not text:
        return made.refuse("empty")
    if len(text) > limit:
        return made.refuse("too_long")
    if stop.step.text and stop.step.text.phone == "yes" and not PHONE_LIKE.fullmatch(text):
        return made.refuse("not_a_number")
    flags = made.world.flags(text)
    if "receipt" in flags:
        return made.refuse("receipt_in_text")
    if stop.step.guard == "no":
        return made.accept(stop, (text,))
    guard = "belief" if "belief" in flags else "pattern" if "names" in flags else "names"
    made.talk = replace(made.open, draft=Draft(stop.key, (text,), guard=guard))
    return made.out.append(made.question(stop))

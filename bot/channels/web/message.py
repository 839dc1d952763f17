"""One message as an article: its words, its files, and what can be pressed, ticked or typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex

from bot.channels.web.contract import FetchedRow, Pane
from bot.channels.web.linked import paragraphs
from bot.channels.web.markup import Markup, Value, tag
from bot.channels.web.words import PageWords
from bot.post.message import Button, Message
from bot.text.direction import direction


@dataclass(frozen=True)
class PageView:
    """What every message on one page shares: the pane, the words, the newest row the page holds."""

    pane: Pane
    words: PageWords
    newest: int


def open_rows(rows: Sequence[FetchedRow]) -> set[int]:
    """The rows whose buttons still stand: those from the newest question on, and news from elsewhere before it."""
    asking = [seq for seq, message in rows if message.kind]
    return {seq for seq, message in rows if not message.kind or seq == asking[-1]}


def message_article(view: PageView, row: FetchedRow, is_open: bool = True) -> Markup:
    """The message; without its forms when it is not open any more."""
    seq, message = row
    return tag(
        "article",
        _words(view, message),
        _files(view, seq, message),
        _forms(view, message) if is_open else None,
        class_="message" + (" urgent" if message.urgent else "") + (" error" if message.error else ""),
        lang=message.language,
        dir=direction(message.language),
        tabindex="-1",
        data_seq=seq,
        data_talk=message.talk,
        data_key=message.key,
        data_kind=message.kind,
        data_edits=message.edits,
        data_protected=message.protected,
    )


def _words(view: PageView, message: Message) -> Markup:
    speaker = view.words.speaker(message.language)
    return tag("div", paragraphs(message.text, speaker.leads, links=not message.protected), class_="words")


def _files(view: PageView, seq: int, message: Message) -> Markup | None:
    if not message.files:
        return None
    say = view.words.speaker(message.language)
    links = [
        tag("a", say("web_download", value=file.name), href=view.pane.url(f"file/{seq}/{number}"), download=True)
        for number, file in enumerate(message.files)
    ]
    return tag("ul", [tag("li", link) for link in links], class_="files")


def _forms(view: PageView, message: Message) -> list[Markup]:
    boxes = [button for button in message.buttons if button.on is not None]
    options = [button for button in message.buttons if button.on is None and not button.command]
    commands = [button for button in message.buttons if button.command]
    forms = [
        _ticking(view, message, boxes) if boxes else None,
        _pressing(view, message, options, "options") if options else None,
        _typing(view, message) if message.kind in ("text", "place") else None,
        _pressing(view, message, commands, "commands") if commands else None,
    ]
    return [form for form in forms if form]


def answer_form(view: PageView, message: Message | None, *children: Markup | list[Markup], class_: str) -> Markup:
    """A form that answers, with an id of its own: the same press twice has one effect."""
    hidden = {"id": token_hex(16), "seen": str(view.newest)}
    if message:
        hidden |= {"talk": message.talk, "lang": message.language}
        hidden |= {"etag": message.etag} if message.etag else {}
    fields = [tag("input", type="hidden", name=name, value=value) for name, value in hidden.items()]
    return tag(
        "form", fields, children, method="post", action=view.pane.url("say"), class_=class_, data_say=True,
        autocomplete="off",
    )  # fmt: skip


def _pressing(view: PageView, message: Message, buttons: Sequence[Button], class_: str) -> Markup:
    pressed = [tag("button", button.label, name="press", value=button.id) for button in buttons]
    return answer_form(view, message, pressed, class_=class_ + (" two" if message.columns > 1 else ""))


def _ticking(view: PageView, message: Message, boxes: Sequence[Button]) -> Markup:
    say = view.words.speaker(message.language)
    rows = [
        tag("label", tag("input", type="checkbox", name="tick", value=box.id, checked=box.on), tag("span", box.label))
        for box in boxes
    ]
    legend = tag("legend", say("web_choose"), class_="aside")
    done = tag("button", say("button_done"), name="done", value=boxes[0].key, class_="main")
    two = " two" if message.columns > 1 else ""
    return answer_form(
        view, message, tag("fieldset", legend, tag("div", rows, class_="boxes" + two)), done, class_="ticks"
    )


def _typing(view: PageView, message: Message) -> Markup:
    say = view.words.speaker(message.language)
    label = say("web_input_place" if message.kind == "place" else "web_input")
    name = f"text-{token_hex(4)}"
    shape: dict[str, Value] = {"name": "text", "id": name, "required": True, "dir": "auto"}
    shape |= {"autocomplete": "off", "spellcheck": "false"}
    box = tag("input", type="text", **shape) if message.kind == "place" else tag("textarea", rows=4, **shape)
    button = tag("button", say("web_send"), class_="main")
    return answer_form(view, message, tag("label", label, for_=name), box, button, class_="typing")

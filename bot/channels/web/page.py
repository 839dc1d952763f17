"""The pages: the talk, the start, the code, the neutral page, and the pages that say what went wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex

from bot.channels.web.contract import EMERGENCY, FetchedRow, Pane
from bot.channels.web.linked import paragraphs
from bot.channels.web.markup import Child, Markup, join, tag
from bot.channels.web.message import PageView, answer_form, message_article, open_rows
from bot.channels.web.words import PageWords, Speaker
from bot.text.day import own_language_name
from bot.text.direction import direction

STATIC = "/static/"


def document(say: Speaker, *body: Child, head: Child = None, title: str = "web_title", **attributes: str) -> bytes:
    """A whole page in UTF-8. Its title says nothing about what it is for."""
    page = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("title", say(title)),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("meta", name="format-detection", content="telephone=no"),
            tag("link", rel="icon", href=STATIC + "icon.svg"),
            tag("link", rel="stylesheet", href=STATIC + "page.css"),
            head,
        ),
        tag("body", body, **attributes),
        lang=say.language,
        dir=say.direction,
    )
    return ("<!doctype html>" + page).encode("utf-8", "replace")


@dataclass(frozen=True)
class Pages:
    """The pages of one pane. `banner` names a sentence that stands above everything ("practice_banner")."""

    pane: Pane
    words: PageWords
    banner: str = ""

    def talk(self, language: str, rows: Sequence[FetchedRow], waiting: bool = False, going_on: str = "") -> bytes:
        """The conversation, as far as its rows still wait; the start where there are none.

        `going_on` names a talk that is open though nothing waits: it can be gone on with.
        `waiting` lets a browser without script look again by itself, when nothing is asked of the person.
        """
        say = self.words.speaker(language)
        view = PageView(self.pane, self.words, rows[-1][0] if rows else 0)
        shown = open_rows(rows) if rows else set()
        asked = any(message.kind or message.buttons for _, message in rows)
        again = tag("noscript", tag("meta", http_equiv="refresh", content="30")) if waiting and not asked else None
        articles = [message_article(view, row, row[0] in shown) for row in rows]
        log = tag("div", articles, role="log", aria_label=say("web_messages"), id="log", tabindex="-1")
        start = None if rows else self._start(view, say, going_on)
        main = tag("main", start, log, tag("p", role="status", id="status"), self._write(view, say, asked), id="main")
        parts = (self._top(say), main, self._foot(say, view, bool(rows)), self._bar(view, say) if rows else None)
        script = tag("script", src=STATIC + "page.js", defer=True)
        return document(say, parts, head=(again, script), **self._sentences(say, view))

    def _sentences(self, say: Speaker, view: PageView) -> dict[str, str]:
        """What the script may have to say, and where it stands."""
        return {
            "data_base": self.pane.path,
            "data_seat": self.pane.seat,
            "data_newest": str(view.newest),
            "data_you": say("web_you"),
            "data_waiting": say("web_waiting"),
            "data_offline": say("web_offline"),
            "data_hidden": say("web_hidden"),
        }

    def _top(self, say: Speaker, leave: bool = True) -> Markup:
        button = tag("button", say("web_leave"), class_="leave")
        away = tag("form", button, method="post", action=self.pane.url("leave"), data_leave=self.pane.url("away"))
        skip = tag("a", say("web_skip_link"), href="#log", class_="skip")
        line = tag("p", say(self.banner), class_="banner") if self.banner else None
        title = tag("a", say("web_title"), href=self.pane.path, class_="title")
        return join((tag("header", skip, title, away if leave else None), line))

    def _start(self, view: PageView, say: Speaker, going_on: str) -> Markup:
        fresh = tag("input", type="hidden", name="fresh", value=token_hex(16))
        language = tag("input", type="hidden", name="lang", value=say.language)
        go_on = tag("button", say("button_continue"), name="press", value=f"/{going_on}", class_="main")
        press = tag("button", say("web_start"), name="press", value="/start", class_=None if going_on else "main")
        danger = tag("button", _marked(say, "danger"), name="press", value="/danger", class_="danger")
        links = tag("nav", self._languages(say), aria_label=say("web_language"), class_="languages")
        return tag(
            "section", tag("h1", say("web_intro")), tag("p", say("welcome")), tag("p", say("web_kept")), _call(say),
            answer_form(view, None, fresh, language, [*([go_on] if going_on else []), press], danger, class_="start"),
            links,
        )  # fmt: skip

    def _languages(self, say: Speaker) -> list[Markup]:
        return [
            tag("a", own_language_name(code), href=f"{self.pane.path}?lang={code}", lang=code, hreflang=code,
                dir=direction(code), aria_current="true" if code == say.language else None)
            for code in self.words.languages
        ]  # fmt: skip

    def _write(self, view: PageView, say: Speaker, asked: bool) -> Markup | None:
        """The field for everything else: numbers, words, codes, commands."""
        if not view.newest:
            return None
        label = tag("label", say("web_write_label"), for_="write")
        box = tag("input", name="text", id="write", type="text", autocomplete="off", spellcheck="false", dir="auto",
                  required=True, enterkeyhint="send")  # fmt: skip
        language = tag("input", type="hidden", name="lang", value=say.language)
        send = tag("button", say("web_send"))
        typing = answer_form(view, None, language, label, box, send, class_="typing")
        again = tag("button", say("button_start"), name="press", value="/start")
        begin = answer_form(
            view, None, tag("input", type="hidden", name="lang", value=say.language), again, class_="options"
        )
        return tag("details", tag("summary", say("web_write")), typing, begin, open=not asked, id="free")

    def _bar(self, view: PageView, say: Speaker) -> Markup:
        """Danger, back and stop: always in sight."""
        language = tag("input", type="hidden", name="lang", value=say.language)
        buttons = [
            tag("button", _marked(say, name), name="press", value=f"/{name}", class_=name)
            for name in ("danger", "back", "stop")
        ]
        return tag("div", answer_form(view, None, language, buttons, class_="bar"), class_="always")

    def _foot(self, say: Speaker, view: PageView, talking: bool) -> Markup:
        news = tag("a", say("web_news"), href=self.pane.url(f"talk/after/{view.newest}"))
        newest = tag("noscript", tag("p", say("web_newest_only"), " ", news))
        code = tag("p", tag("a", say("web_return"), href=self.pane.url("receipt")))
        return tag("footer", newest if talking else None, code, tag("p", say("web_footer")))

    def receipt(self, language: str) -> bytes:
        """Where a sender comes back with a code."""
        say = self.words.speaker(language)
        hidden = [("fresh", token_hex(16)), ("lang", say.language), ("press", "/receipt")]
        fields = [tag("input", type="hidden", name=name, value=value) for name, value in hidden]
        box = tag("input", name="argument", id="code", type="text", autocomplete="off", spellcheck="false",
                  autocapitalize="characters", required=True, dir="ltr", maxlength=40)  # fmt: skip
        button = tag("button", say("web_send"), class_="main")
        view = PageView(self.pane, self.words, 0)
        label = tag("label", say("web_code"), for_="code")
        typing = answer_form(view, None, fields, label, box, button, class_="typing plain")
        main = tag("main", tag("h1", say("web_return")), tag("p", say("web_return_text")), typing, id="log")
        return document(say, self._top(say), main, head=tag("script", src=STATIC + "page.js", defer=True))

    def away(self, language: str) -> bytes:
        """The neutral page after leaving."""
        say = self.words.speaker(language)
        return document(say, tag("main", tag("p", say("web_empty"))))

    def trouble(self, language: str, sentence: str) -> bytes:
        """What went wrong, what to do, and a number for who needs someone now."""
        say = self.words.speaker(language)
        again = tag("p", tag("a", say("web_open"), href=self.pane.path, class_="button"))
        text = tag("div", tag("p", say(sentence)), _call(say), id="trouble")
        main = tag("main", tag("h1", say("web_page_title_error")), text, again, id="log")
        return document(say, self._top(say, leave=False), main)


def _marked(say: Speaker, name: str) -> Markup:
    """A button's words behind a sign that every font has and that turns with the direction of writing."""
    sign = {"danger": "SOS", "back": "→" if say.direction == "rtl" else "←", "stop": "✕"}[name]
    label = re.sub(r"^\W+", "", say(f"button_{name}"))
    return join((tag("span", sign, aria_hidden="true", class_="sign"), " ", label))


def _call(say: Speaker) -> Markup:
    line = paragraphs(say("emergency_number", number=EMERGENCY), say.leads)
    return tag("div", line, class_="call")

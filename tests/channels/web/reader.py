"""A browser without script: reads a page's forms and sends them as a person would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx

VOID = {"input", "link", "meta", "br", "img"}


@dataclass
class Form:
    """A form: where it goes, its hidden and typed fields, its boxes, its buttons with their labels."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What is on a page: texts, elements in order with their attributes, forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.forms: list[Form] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """All that can be read."""
        return " ".join(" ".join(self.texts).split())

    def found(self, name: str, /, **wanted: str | None) -> list[dict[str, str | None]]:
        """The elements of a name with these attributes."""
        return [
            attributes
            for tag, attributes in self.elements
            if tag == name and all(attributes.get(key) == value for key, value in wanted.items())
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "form":
            self.forms.append(Form(found["action"] or ""))
        if self.forms and "form" in self.open:
            self.control(tag, found, self.forms[-1])

    def control(self, tag: str, found: dict[str, str | None], form: Form) -> None:
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "button":
            form.buttons.append((name, value, ""))
        elif tag == "textarea" or (tag == "input" and found.get("type") == "text"):
            form.typed.append(name)
        elif tag == "input" and found.get("type") == "checkbox":
            form.boxes.append(value)
        elif tag == "input":
            form.fields.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if "button" in self.open and self.forms:
            name, value, label = self.forms[-1].buttons[-1]
            self.forms[-1].buttons[-1] = (name, value, label + data)


class Reader:
    """One person at a browser without script."""

    def __init__(self, client: httpx.AsyncClient, start: str = "/") -> None:
        self.client, self.start = client, start
        self.page = Page("")
        self.answer: httpx.Response | None = None

    async def look(self, address: str = "") -> Page:
        """Open an address, the pane's own when none is given."""
        self.answer = await self.client.get(address or self.start)
        self.page = Page(self.answer.text)
        return self.page

    def sent(self, value: str) -> tuple[str, list[tuple[str, str]]]:
        """Where the newest form with this button goes, and what it says."""
        for form in reversed(self.page.forms):
            for name, found, _ in form.buttons:
                if found == value:
                    return form.action, [*form.fields, (name, value)]
        raise LookupError(f"no button {value} among {[form.buttons for form in self.page.forms]}")

    async def press(self, value: str) -> Page:
        """Press the button with this value."""
        return await self.send(*self.sent(value))

    async def tick(self, *values: str) -> Page:
        """Tick boxes and press Done."""
        form = next(form for form in reversed(self.page.forms) if form.boxes)
        name, value, _ = form.buttons[0]
        assert set(values) <= set(form.boxes)
        return await self.send(form.action, [*form.fields, *(("tick", box) for box in values), (name, value)])

    async def type(self, text: str) -> Page:
        """Type into the newest field and press its button."""
        form = next(form for form in reversed(self.page.forms) if "text" in form.typed)
        return await self.send(form.action, [*form.fields, ("text", text)])

    async def send(self, action: str, fields: list[tuple[str, str]]) -> Page:
        """Post a form and follow to the page after it."""
        self.answer = await self.post(action, fields)
        self.page = Page(self.answer.text)
        return self.page

    async def post(self, action: str, fields: list[tuple[str, str]], **headers: str) -> httpx.Response:
        """Post a form as a browser does."""
        body = urlencode(fields)
        said = {"origin": str(self.client.base_url).rstrip("/"), "content-type": "application/x-www-form-urlencoded"}
        return await self.client.post(action, content=body, headers=said | headers, follow_redirects=True)

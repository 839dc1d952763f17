"""One door for who keeps sheets as JSON until they are shown: the kind of file and the sheet in, the file out."""

from __future__ import annotations

from bot.pictures.page import as_pdf, as_png
from bot.pictures.sheet import Sheet
from bot.pictures.text import as_text

MIME = {"text": "text/plain; charset=utf-8", "pdf": "application/pdf", "png": "image/png", "json": "application/json"}


def draw(kind: str, sheet_json: str) -> tuple[bytes, str]:
    """The file and its media type. `kind` is `text`, `pdf` or `png` (its first page); `json` goes out as it stands.

    Raises `ValueError` on another kind, or when `sheet_json` is not what `Sheet.to_json` wrote.
    """
    if kind == "json":
        return sheet_json.encode(), MIME[kind]
    if kind not in MIME:
        raise ValueError(f"A sheet cannot be drawn as {kind!r}. Ask for one of: {', '.join(MIME)}.")
    sheet = Sheet.from_json(sheet_json)
    return _made(kind, sheet), MIME[kind]


def _made(kind: str, sheet: Sheet) -> bytes:
    if kind == "text":
        return as_text(sheet).encode()
    return as_pdf(sheet) if kind == "pdf" else as_png(sheet)

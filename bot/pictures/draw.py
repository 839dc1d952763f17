"""One door for who keeps sheets as JSON until they are shown: the kind of file and the sheet in, the file out."""

from __future__ import annotations

from bot.pictures.page import as_pdf
from bot.pictures.sheet import Sheet
from bot.pictures.text import as_text

MEDIA_TYPES = {"text": "text/plain; charset=utf-8", "pdf": "application/pdf", "json": "application/json"}


def draw_sheet(kind: str, sheet_json: str) -> tuple[bytes, str]:
    """The file and its media type. `kind` is `text` or `pdf`; `json` goes out as it stands.

    Raises `ValueError` on another kind, or when `sheet_json` is not what `Sheet.to_json` wrote.
    """
    if kind == "json":
        return sheet_json.encode(), MEDIA_TYPES[kind]
    if kind not in MEDIA_TYPES:
        raise ValueError(f"A sheet cannot be drawn as {kind!r}. Ask for one of: {', '.join(MEDIA_TYPES)}.")
    sheet = Sheet.from_json(sheet_json)
    return as_text(sheet).encode() if kind == "text" else as_pdf(sheet), MEDIA_TYPES[kind]

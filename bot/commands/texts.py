"""`passerelle texts`: translations."""

from __future__ import annotations

import typer

from bot.commands.common import Json, put, show, show_table

app = typer.Typer(name="texts", no_args_is_help=True, help="Translations.")


@app.command("update")
def update_texts(languages: list[str]) -> None:
    """Write the catalogues of these languages anew, keeping what is translated."""
    from bot.app import content_folder
    from bot.operations.texts import update

    root = content_folder()
    for language in languages:
        show(language, update(root / "flows", root / "locales", language))


@app.command("status")
def status(as_json: Json = False) -> None:
    """How far each language is, talk by talk."""
    from bot.app import open_library
    from bot.operations.texts import progress

    found = progress(open_library())
    if as_json:
        return put(found)
    rows = [
        (language, flow, *(str(number) for number in numbers.values()))
        for language, flows in found.items()
        for flow, numbers in flows.items()
    ]
    return show_table(("language", "talk", "texts", "done", "fuzzy"), rows)

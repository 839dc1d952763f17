"""`passerelle texts`: translations."""

from __future__ import annotations

import typer

from bot.commands.common import Json, print_json, show_table

app = typer.Typer(name="texts", no_args_is_help=True, help="Translations.")


@app.command("update")
def update_texts_command(languages: list[str]) -> None:
    """Write the catalogues of these languages anew, keeping what is translated."""
    from bot.app import content_folder
    from bot.operations.texts import update_catalogues

    root = content_folder()
    for language in languages:
        for domain, (texts, done) in update_catalogues(root / "flows", root / "locales", language).items():
            print(f"locales/{language}/{domain}.po: {done} of {texts} texts are translated")


@app.command("status")
def status_command(as_json: Json = False) -> None:
    """How far each language is, talk by talk."""
    from bot.app import open_library
    from bot.operations.texts import translation_progress

    found = translation_progress(open_library())
    if as_json:
        return print_json(found)
    rows = [
        (language, flow, *(str(number) for number in numbers.values()))
        for language, flows in found.items()
        for flow, numbers in flows.items()
    ]
    return show_table(("language", "talk", "texts", "done", "fuzzy"), rows)

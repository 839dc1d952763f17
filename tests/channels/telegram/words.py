"""The assistant's own sentences, as the program gets them: real ones, and the bot's name."""

from pathlib import Path

from bot.flow.source import read_yaml

PHRASES: dict[str, str] = {
    "bot_name": "Passerelle",
    "bot_about": "A machine that helps you find a person to talk to.",
    "bot_description": "In danger call 112. I am a machine; I help you find a person to talk to. Press Start.",
    **read_yaml(Path(__file__).parents[3] / "flows" / "phrases.yaml").data["phrases"],
}


def phrase(language: str, name: str) -> str:
    return PHRASES[name] if language == "en" else f"{PHRASES[name]} ({language})"

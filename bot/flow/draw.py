"""A talk as a picture, in Mermaid's text for flowcharts: questions are boxes, answers stand on the arrows.

Nothing is drawn from the file alone: the ways are those that people can really go, found by the checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.flow.model import Condition, Each, Flow, Step

LONGEST_LABEL = 80  # characters of a text in a box
DANGER_NODE = "talk danger"
MOST_LABELS = 5  # answers named on one arrow
NODE_SHAPES = {"say": ('("', '")'), "do": ('[/"', '"/]'), "start": ('[["', '"]]'), "review": ('{{"', '"}}')}
MERMAID_CODES = {sign: f"#{ord(sign)};" for sign in '#"&<>%`\\;|{}[]()~'}
CONTROL_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True)
class Arrow:
    """One arrow: from a step (`noticed[]` inside an each; empty: where the talk begins), by these answers, to a step.

    `to` may also be `end NAME`, and `talk NAME` where another talk goes on. No answers: nothing is asked in between.
    """

    at: str
    answers: tuple[str, ...]
    to: str


def draw_flow(flow: Flow, ways: Iterable[Arrow]) -> str:
    """The flowchart of a talk, ready for any Mermaid viewer."""
    found = list(dict.fromkeys(ways))
    met = {way.to for way in found} | {way.at for way in found}
    lines = ["flowchart TD", f'    begin(["{escape_mermaid(flow.title)}"])', *_boxes(flow, met), *_ends(met)]
    return "\n".join([*lines, *_arrows(flow, found)]) + "\n"


def escape_mermaid(text: str) -> str:
    """A text as it may stand between quotes in a diagram; a new line is kept, other control characters are not."""
    lines = (CONTROL_SIGNS.sub(" ", line).strip() for line in text.split("\n"))
    return "<br/>".join("".join(MERMAID_CODES.get(sign, sign) for sign in line) for line in lines if line)


def _boxes(flow: Flow, met: set[str]) -> Iterator[str]:
    """The steps in their order; those of a block or an each stand in a frame of their own."""
    frame = ""
    for title, key, step in _framed(flow):
        if key not in met:
            continue
        if title != frame:
            yield from ["    end"] * bool(frame)
            yield from [f'    subgraph {_id("frame " + key)}["{escape_mermaid(title)}"]'] * bool(title)
            frame = title
        yield f"    {'    ' * bool(frame)}{_id(key)}{_box(step)}"
    yield from ["    end"] * bool(frame)


def _framed(flow: Flow) -> Iterator[tuple[str, str, Step]]:
    for node in flow.nodes:
        for step in node.steps if isinstance(node, Each) else (node,):
            each = f"once for each of: {node.over}" if isinstance(node, Each) else ""
            block = f"block {step.owner}" if step.owner != flow.name else ""
            yield ", ".join(filter(None, (each, block))), f"{step.id}[]" if each else step.id, step


def _box(step: Step) -> str:
    before, after = NODE_SHAPES.get(step.kind, ('["', '"]'))
    deed = f"does {step.do}" if step.do else f"begins the talk {step.start}" if step.start else ""
    text = " ".join(step.wording.split())
    words = text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
    shown = ", ".join(" ".join((call.name, *call.params.values())) for call in step.show)
    lines = [step.id, words or deed, f"shows {shown}" if shown else "", *_conditions(step)]
    label = escape_mermaid("\n".join(filter(None, lines)))
    return f"{before}{label}{after}"


def _conditions(step: Step) -> Iterator[str]:
    for word, condition in (("only if", step.when), ("not if", step.unless)):
        if condition:
            yield f"{word} {condition_in_words(condition)}"


def condition_in_words(condition: Condition) -> str:
    """A condition in words."""
    return " and ".join(f"{name} is {' or '.join(values)}" for name, values in condition.items())


def _ends(met: set[str]) -> Iterator[str]:
    for key in sorted(met):
        kind, _, name = key.partition(" ")
        if kind == "end":
            yield f'    {_id(key)}(["{escape_mermaid("end: " + name if name else "end")}"])'
        elif kind == "talk":
            yield f'    {_id(key)}[["{escape_mermaid("talk " + name)}"]]'


def _arrows(flow: Flow, ways: list[Arrow]) -> Iterator[str]:
    """One arrow between two boxes, with all answers that lead that way."""
    joined: dict[tuple[str, str], list[str]] = {}
    for way in ways:
        joined.setdefault((way.at, way.to), []).extend(way.answers)
    for (at, to), answers in joined.items():
        named = list(dict.fromkeys(answers))
        every = {answer for way in ways if way.at == at for answer in way.answers}
        label = "" if set(named) == every else _label(flow.steps.get(at), named, to)
        arrow = f'-->|"{escape_mermaid(label)}"|' if label else "-->"
        yield f"    {_id(at)} {arrow} {_id(to)}"


def _label(step: Step | None, answers: list[str], to: str) -> str:
    """The answers by their labels; those of a list that is made at run time together, but for the dangerous ones."""
    written = step.choices.written if step and step.choices else {}
    source = step.choices.source if step and step.choices and to != DANGER_NODE else None
    named = [
        written[each].label if each in written else f"any of: {source.name}" if source else each for each in answers
    ]
    labels = list(dict.fromkeys(named))
    more = [f"… ({len(labels)} in all)"] if len(labels) > MOST_LABELS else []
    return "\n".join([*labels[:MOST_LABELS], *more])


def _id(key: str) -> str:
    """A name that is no word of Mermaid's and the same for the same box."""
    return f"n_{re.sub(r'[^a-zA-Z0-9_]', '_', key)}" if key else "begin"

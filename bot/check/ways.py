"""What must hold on every path: an end, a contact, consent before anything is sent; and no step that nobody meets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from bot.check.graph import Graph, Move, Question
from bot.check.shape import base_key, condition_atoms
from bot.check.where import Where
from bot.flow.model import Flow, Step
from bot.flow.source import Document, Fault
from bot.talk.trail import Answers

CONTACT_SHOWS = ("contacts", "emergency")
SENDING_EFFECT = "send_signal"
DESK_SOURCE = "signals"
ENDS_ELSEWHERE = ("start ", "danger", "refused")


@dataclass(frozen=True)
class PathState:
    """What has happened on the way to a question: was a contact shown, was there agreement to sending."""

    contact: bool = False
    consent: bool = False


@dataclass(frozen=True)
class Ways:
    """Checks the ways through one flow, for all facts together."""

    flow: Flow
    graphs: list[Graph]
    where: Where

    def faults(self) -> Iterator[Fault]:
        """Every fault, each once for the step where it shows."""
        yield from self.unreached()
        yield from self.unguarded()
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for graph in self.graphs:
            for key, cause, cure in self.walked(graph):
                found.setdefault((key, cause), (cause, cure))
        for (key, _), (cause, cure) in found.items():
            yield self.at(key, cause, cure)

    def at(self, key: str, cause: str, cure: str) -> Fault:
        """A fault at a step."""
        step = self.flow.step(key)
        return (
            self.where.fault(self.flow, step, (), cause, cure) if step else self.where.top(self.flow, (), cause, cure)
        )

    def unreached(self) -> Iterator[Fault]:
        """Steps that no path meets; those only brought along from another talk (`carried`) are none."""
        met = {base_key(key) for graph in self.graphs for root in graph.roots for key in root.seen.steps}
        for graph in self.graphs:
            met |= {
                base_key(key) for each in graph.questions.values() for move in each.moves for key in move.seen.steps
            }
        for key, step in self.flow.steps.items():
            if key not in met and not step.carried:
                yield self.at(key, f"No path reaches the step '{step.id}'.", "Correct its `when`, or take it out.")

    def unguarded(self) -> Iterator[Fault]:
        """Free text above the consent step of a flow that sends, and sending without such a step."""
        steps = list(self.flow.steps.values())
        sends = next((step for step in steps if _sends(step)), None)
        if sends is None:
            return
        consent = next((number for number, step in enumerate(steps) if step.consent), None)
        if consent is None:
            yield self.where.fault(
                self.flow,
                sends,
                ("do",),
                "This flow sends without a consent step.",
                "Ask above it, with `consent: NAME`.",
            )
        for step in steps[:consent]:
            if step.kind == "text":
                cause = f"The free text '{step.id}' stands above the consent step."
                yield self.where.fault(self.flow, step, ("text",), cause, "Move it below the consent step.")

    def walked(self, graph: Graph) -> Iterator[tuple[str, str, str]]:
        """Walk every move with all that can have happened before it; gives (step, cause, cure)."""
        waiting: list[tuple[Question, PathState]] = []
        seen: set[tuple[int, PathState]] = set()
        for root in graph.roots:
            so = self.after(PathState(), None, root.seen.steps)
            yield from self.ended(root.seen.end, root.seen.steps, so)
            if root.first:
                waiting.append((root.first, so))
        while waiting:
            question, so = waiting.pop()
            if (id(question), so) in seen:
                continue
            seen.add((id(question), so))
            for move in question.moves:
                later = self.after(so, move, move.seen.steps)
                yield from self.unagreed(move, later)
                yield from self.left_over(question, move)
                if move.to:
                    waiting.append((move.to, later))
                else:
                    yield from self.ended(move.seen.end, (move.key, *move.seen.steps), later)

    def after(self, so: PathState, move: Move | None, steps: tuple[str, ...]) -> PathState:
        """What has happened after a move."""
        shown = any(call.name in CONTACT_SHOWS for key in steps if (step := self.flow.step(key)) for call in step.show)
        consent = so.consent
        if move and (asked := self.flow.step(move.key)) and asked.consent:
            consent = move.ways[0][0] == ("yes",)
        return PathState(so.contact or shown, consent)

    def unagreed(self, move: Move, so: PathState) -> Iterator[tuple[str, str, str]]:
        """Sending on a path on which nobody has agreed."""
        for key in (move.key, *move.seen.steps):
            step = self.flow.step(key)
            option = any(_options_send(step, answer) for answer, _ in move.ways) if step and key == move.key else False
            if step and (step.do == SENDING_EFFECT or option) and not so.consent:
                cause = "A path sends without agreement."
                yield key, cause, "Let it be reached only with `when: {consent: yes}` of the consent step."

    def left_over(self, question: Question, move: Move) -> Iterator[tuple[str, str, str]]:
        """Steps that were asked because of an answer which this move forgets, but not them: they never come again."""
        step, before, after = self.flow.step(move.key), question.talk.answers, move.seen.talk
        written = step.choices.written if step and step.choices else {}
        for option in (id for answer, _ in move.ways for id in answer if id in written):
            gone = set(written[option].forgets)
            for key in (key for key in before if key not in gone and after and after.has(key)):
                hung = self.flow.step(key)
                if hung and _hangs(hung, {name: before.get(name, ()) for name in gone}):
                    cause = f"'{option}' forgets an answer and not '{key}', which hangs on it: it would not come again."
                    yield move.key, cause, f"Add {key} to the `forgets` of '{option}'."

    def ended(self, end: str | None, steps: tuple[str, ...], so: PathState) -> Iterator[tuple[str, str, str]]:
        """Paths that stop without an `end`, or that met no contact.

        A door leads into a talk that is checked itself, and so does 🆘; who is refused goes on in the first talk. The
        desk needs none: whoever reads there is the contact that all other paths lead to.
        """
        if end is None or not steps or end.startswith(ENDS_ELSEWHERE):
            return
        if end == "":
            yield steps[-1], "A path runs out of steps without an end.", "Write `end: NAME` at its last step."
        if not so.contact and not self.of_staff():
            cure = "Show one on the way or at the end: `show: contacts`."
            yield steps[-1], "A path ends here without a contact.", cure

    def of_staff(self) -> bool:
        """Whether the flow is the coordinators' desk: it alone offers the list of signals."""
        steps = self.flow.steps.values()
        return any(step.choices and step.choices.source and step.choices.source.name == DESK_SOURCE for step in steps)


def _hangs(step: Step, answers: Answers) -> bool:
    """Whether one of these answers is why the step is asked."""
    return any(
        name in answers and (not value or value in answers[name]) for name, value in condition_atoms([(step.when, {})])
    )


def _sends(step: Step) -> bool:
    return step.do == SENDING_EFFECT or any(
        each.do == SENDING_EFFECT for each in (step.choices.written if step.choices else {}).values()
    )


def _options_send(step: Step, answer: tuple[str, ...]) -> bool:
    written = step.choices.written if step.choices else {}
    return any(written[id].do == SENDING_EFFECT for id in answer if id in written)


def consent_rewordings(flow: Flow, recorded: Document | None, where: Where) -> Iterator[Fault]:
    """Consent steps whose wording is not the one recorded under their name in `flows/consents.yaml`."""
    known = recorded.data.get("consents", {}) if recorded and isinstance(recorded.data, dict) else {}
    for step in flow.steps.values():
        if not step.consent:
            continue
        hash = fingerprint(step.wording)
        if step.consent not in known:
            cause = f"The wording of the consent '{step.consent}' is not recorded."
            yield where.fault(flow, step, ("consent",), cause, f"Add to flows/consents.yaml: {step.consent}: {hash}")
        elif known[step.consent] != hash:
            cause = f"The wording of the consent '{step.consent}' has changed under the same name."
            cure = f"Give it a new name here, and add it to flows/consents.yaml: NEW-NAME: {hash}"
            yield where.fault(flow, step, ("consent",), cause, cure)


def fingerprint(wording: str) -> str:
    """SHA-256 of a consent's English text, as it is kept with each signal."""
    return sha256(wording.encode()).hexdigest()

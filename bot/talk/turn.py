"""A turn in the making: the talk, and the replies and effects gathered until the next question. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.flow.model import Flow
from bot.talk import answer, review
from bot.talk.reply import Effect, Reply
from bot.talk.state import Answer, Draft, Talk
from bot.talk.trail import Offered, Stop, Trail, World, trail

FIRST_TALK = "where_to_turn"
WHO_STEPS = ("role", "about", "age", "place")
STEPS_A_TURN = 200


@dataclass(frozen=True)
class Ended:
    """A talk that is over: its id and how it ended."""

    talk: str
    how: str


@dataclass
class Turn:
    """The outcome of one event; while it is made, the place where it is put together."""

    flows: Mapping[str, Flow]
    world: World
    talk: Talk | None
    out: list[Reply | Effect] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)

    @property
    def open(self) -> Talk:
        """The open talk; only asked for where there is one."""
        if self.talk is None:
            raise LookupError("no talk is open")
        return self.talk

    @property
    def flow(self) -> Flow:
        """The flow of the open talk."""
        return self.flows[self.open.flow]

    def trail(self) -> Trail:
        """Where the open talk stands."""
        return trail(self.flow, self.open, self.world)

    def say(self, phrase: str, **values: str) -> None:
        """One sentence of the assistant."""
        self.out.append(Reply(phrase=phrase, values=values))

    def begin(self, name: str, language: str, answers: Mapping[str, Answer] | None = None) -> None:
        """Open a talk; steps and options of `answers` that it does not know are dropped."""
        self.talk = self.fresh(name, language, answers or {}, self.talk.below if self.talk else None)
        self.advance()

    def fresh(self, name: str, language: str, answers: Mapping[str, Answer], below: Talk | None) -> Talk | None:
        """A new talk with what it knows of these answers."""
        flow = self.flows[name]
        known = {key: values for key, values in answers.items() if flow.step(key)}
        shapes = {key: answer.step_shape(step) for key in known if (step := flow.step(key))}
        talk = Talk(self.world.fresh(), name, language, known, carried=tuple(known), prints=shapes, below=below)
        return review.fit_to_flows(self.flows, talk, self.world).talk

    def lay(self, name: str, answers: Mapping[str, Answer] | None = None) -> None:
        """Open a talk over the open one, which waits. One deep: a talk that lies over another gives way."""
        under = self.talk
        if under and under.flow == name:
            return self.advance()
        if under and under.below:
            self.ended.append(Ended(under.id, "left"))
            under = replace(under.below, language=under.language)
        self.talk = self.fresh(name, under.language if under else self.world.language, answers or {}, under)
        return self.advance()

    def leave(self, how: str) -> None:
        """End the open talk; the one below is asked again."""
        gone = self.open
        if gone.only:
            answers = {key: gone.answers[key] for key in gone.only if key in gone.answers}
            self.out.append(Effect("answer_question", "", gone.id, gone.flow, answers, argument=gone.signal))
        self.ended.append(Ended(gone.id, how))
        self.talk = gone.below and replace(gone.below, language=gone.language)
        if self.talk:
            self.say("back_to_talk")
            self.advance()

    def advance(self) -> None:
        """Say and do what comes, up to the next question or the end."""
        for _ in range(STEPS_A_TURN):
            if self.talk is None or self.not_offered() or self.not_for():
                return None
            self.choose_none()  # what is asked now is the open question, and a number means its option
            path = self.trail()
            if path.open is None:
                return self.leave(path.end or "done")
            if path.open.step.asks:
                return self.out.append(self.question(path.open))
            if not self.passes(path.open, path):
                return None
        raise RecursionError(f"{self.open.flow} does not come to a question")

    def ask_again(self) -> None:
        """The open question once more, if there is one."""
        if self.talk:
            self.advance()

    def passes(self, stop: Stop, path: Trail) -> bool:
        """Say, do or start what needs no person; False when another talk has taken over."""
        step, talk = stop.step, self.open
        if step.start:
            self.start(stop, path)
            return False
        if step.say:
            self.out.append(Reply(key=stop.key, talk=talk))
        if step.do:
            self.out.append(Effect(step.do, stop.key, talk.id, talk.flow, path.answers, etag=talk.etag))
        self.talk = talk.with_answer(stop.key, (), answer.step_shape(step))
        if step.keeps:
            kept = {key: values for key, values in self.talk.answers.items() if key in step.keeps}
            self.talk = replace(self.talk, answers=kept, carried=(), floor=step.id)
        return True

    def start(self, stop: Stop, path: Trail) -> None:
        """A door: this talk ends and another begins with what is carried. Under 🆘 the waiting talk goes on."""
        talk, step = self.open, stop.step
        if talk.below:
            return self.leave("done")
        self.ended.append(Ended(talk.id, "done"))
        return self.begin(step.start or FIRST_TALK, talk.language, _carried(step.carry, path.answers))

    def not_offered(self) -> bool:
        """Whether the talk lacks the person's language; then it asks for another one."""
        talk = self.open
        if talk.language in self.world.offered_in(talk.flow):
            return False
        self.ask_language()
        return True

    @property
    def choosing(self) -> bool:
        """Whether the person was just asked for a language; the open question waits behind it."""
        return self.open.draft is not None and self.open.draft.key == "language"

    def languages(self) -> tuple[str, ...]:
        """What a language choice shows, in its order; `contacts` where the talk lacks the person's language."""
        found = self.world.offered_in(self.open.flow)
        return found if self.open.language in found else (*found, "contacts")

    def ask_language(self, error: str = "") -> None:
        """Ask for a language before the open question; a talk that lacks the person's language offers the others."""
        self.talk = talk = replace(self.open, draft=Draft("language"))
        offered = self.world.offered_in(talk.flow)
        phrase = "choose_language" if talk.language in offered else "language_offer"
        values = {"languages": ",".join(offered)}
        self.out.append(Reply(key="language", talk=talk, phrase=phrase, values=values, error=error))

    def choose_none(self) -> None:
        """The person goes on without choosing a language, where there is a question they can read."""
        if self.choosing and self.open.language in self.world.offered_in(self.open.flow):
            self.talk = replace(self.open, draft=None)

    def not_for(self) -> bool:
        """Whether the talk is not for this role; then the reason is said and contacts follow."""
        talk, roles = self.open, self.flow.roles
        role = next(iter(talk.answers.get("role", ())), None)
        if not roles or role is None or talk.only:
            return False
        fact = roles.get(role, "no")
        if fact is None or (fact.startswith("is.") and self.world.fact(fact[3:], talk.answers) == "yes"):
            return False
        self.say(f"not_for_{role}" if role in ("police", "justice") else "not_for_role")
        self.ended.append(Ended(talk.id, "refused"))
        self.begin(FIRST_TALK, talk.language, self.who())
        return True

    def speak(self, code: str) -> None:
        """Go on in another language, at the same question."""
        talk = self.open
        if code not in {*self.world.offered_in(talk.flow), *self.world.offered_in(FIRST_TALK)}:
            return self.refuse("unknown_answer")
        self.talk = replace(talk, language=code, draft=None)
        self.say("language_set")
        return self.advance()

    def who(self) -> dict[str, Answer]:
        """What every talk asks first, as far as it is answered, here or in the talk that waits."""
        waiting = self.below().who() if self.open.below else {}
        answers = self.trail().answers
        return waiting | {key: answers[key] for key in WHO_STEPS if key in answers}

    def below(self) -> Turn:
        """The talk that waits, to look at."""
        return Turn(self.flows, self.world, self.open.below)

    def loses(self) -> bool:
        """Whether leaving this talk now loses an answer that took a thought."""
        if self.open.below and self.below().loses():
            return True
        given = [stop for stop in self.trail().done if stop.step.asks and self.open.answers[stop.key]]
        took_thought = any(stop.step.unsent == "no" and stop.step.id not in WHO_STEPS for stop in given)
        return took_thought and self.world.holds_answers(self.open.flow)

    def question(self, stop: Stop, error: str = "", phrase: str = "") -> Reply:
        """The reply that asks an open step, with what was already ticked, typed or offered."""
        draft = self.open.draft
        if draft is None or draft.key != stop.key:
            return Reply(key=stop.key, talk=self.talk, error=error, phrase=phrase)
        return Reply(key=stop.key, talk=self.talk, error=error, phrase=phrase, ticked=draft.values, guard=draft.guard)

    def asks_about_danger(self) -> bool:
        """Whether the open question is one that hears a cry for help."""
        stop = self.trail().open if self.talk else None
        return stop is not None and "help" in stop.step.hears

    def buttons(self, stop: Stop) -> tuple[Offered, ...]:
        """The options at a step, then the answers a review lets one change, then the commands beside it."""
        return answer.step_buttons(self.trail(), stop, self.open, self.world)

    def refuse(self, cause: str) -> None:
        """Nothing changes; what was asked last, a language or the open question, is asked again with the cause."""
        if self.choosing:
            return self.ask_language(error=cause)
        path = self.trail()
        if path.open:
            return self.out.append(self.question(path.open, error=cause))
        return self.say(cause)

    def accept(self, stop: Stop, values: Answer) -> None:
        """Take an answer: what its options set, forget and do; then go on."""
        talk = self.open.with_answer(stop.key, values, answer.step_shape(stop.step))
        chosen = [found.option for found in self.buttons(stop) if found.id in values and found.option]
        for option in chosen:
            if option.do:
                seen = self.trail().answers | {stop.key: values}
                self.out.append(Effect(option.do, stop.key, talk.id, talk.flow, seen, etag=talk.etag))
            talk = answer.set_and_forget(self.flow, talk, option)
        self.talk = talk
        if any(option.danger == "yes" for option in chosen):
            self.lay("danger")
        else:
            self.advance()


Command = Callable[[Turn, str], None]
"""What somebody may ask for at any step: it is handed what stood behind it."""


def _carried(carry: Mapping[str, str], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers for the other talk; a name inside an each carries all its items."""
    found: dict[str, Answer] = {}
    for here, there in carry.items():
        for key, values in answers.items():
            name, bracket, item = key.partition("[")
            if name == here:
                found[f"{there}{bracket}{item}"] = values
    return found

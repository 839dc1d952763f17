"""One fault, one file, one test: what `passerelle check` says, and on which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.folder import AGREE, faults_of

CALL = """\
  - id: contacts
    ask: You can call here.
    show: contacts
    one: {done: Fine}
    end: done
"""


def talk(steps: str, top: str = "") -> str:
    """A talk `test` with these steps above its contact; they begin on line 4 (later with more lines on top)."""
    return f"flow: test\ntitle: A talk\n{top}steps:\n{steps}{CALL}"


def again(when: str, forgets: str, more: str = "") -> str:
    """A talk that can be gone through again, with a deed that hangs on its first answer."""
    asked = '  - id: a\n    ask: "Now?"\n    one: {x: One, y: Two}\n'
    done = f"  - {{id: b, when: {when}, say: Good.}}\n{more}"
    asked_again = '  - id: c\n    ask: "Again?"\n    one:\n'
    return talk(f"{asked}{done}{asked_again}      again: {{label: Again, forgets: {forgets}}}\n      enough: No\n")


SEEDED = {
    "unknown step in a when": (
        talk('  - id: a\n    ask: "Now?"\n    one: {x: One, y: Two}\n  - id: b\n    when: {aa: x}\n    say: Good.\n'),
        8,
        "There is no step 'aa'",
        "Did you mean 'a'?",
    ),
    "later step in a when": (
        talk('  - id: b\n    when: {a: x}\n    say: Good.\n  - id: a\n    ask: "Now?"\n    one: {x: One, y: Two}\n'),
        5,
        "The step 'a' comes only later",
        "earlier",
    ),
    "unknown option in a when": (
        talk('  - id: a\n    ask: "Now?"\n    one: {x: One, y: Two}\n  - id: b\n    when: {a: z}\n    say: Good.\n'),
        8,
        "'a' has no option 'z'",
        "x, y",
    ),
    "unknown fact": (
        talk("  - id: b\n    when: {is.sunny: yes}\n    say: Good.\n"),
        5,
        "no fact 'is.sunny'",
        "is.send",
    ),
    "unknown value of a fact": (
        talk("  - id: b\n    when: {is.send_open: perhaps}\n    say: Good.\n"),
        5,
        "'is.send_open' is never 'perhaps'",
        "no, yes",
    ),
    "unknown source": (
        talk('  - id: a\n    ask: "Where?"\n    many: {from: galaxies}\n'),
        6,
        "no source 'galaxies'",
        "areas",
    ),
    "unknown thing to show": (talk("  - id: a\n    say: Look.\n    show: stars\n"), 6, "called 'stars'", "contacts"),
    "unknown setting of what is shown": (
        talk("  - id: a\n    say: Look.\n    show: {contacts: {neat: talk}}\n"),
        6,
        "'contacts' has no setting 'neat'",
        "need, role",
    ),
    "unknown value of what is shown": (
        talk("  - id: a\n    say: Look.\n    show: {contacts: {need: talks}}\n"),
        6,
        "'contacts' knows no need 'talks'",
        "talk,",
    ),
    "no kind of card": (talk("  - id: a\n    say: Look.\n    show: cards\n"), 6, "'cards' needs a kind", "Take it out"),
    "settings of a source": (
        talk('  - id: a\n    ask: "Where?"\n    many: {from: {areas: {kind: old}}}\n'),
        6,
        "The source 'areas' takes no settings",
        "areas",
    ),
    "unknown option that a word stands for": (
        talk('  - id: a\n    ask: "Now?"\n    hears: {yes: x, help: z}\n    one: {x: One, y: Two}\n'),
        6,
        "'z' is no option of 'a'",
        "x, y",
    ),
    "words at a question that takes none": (
        talk('  - id: a\n    ask: "Where?"\n    hears: {yes: x}\n    many: {x: One, y: Two}\n'),
        4,
        "hears words",
        "",
    ),
    "unknown effect": (talk("  - id: a\n    do: dance\n"), 5, "no effect 'dance'", "send_signal"),
    "unknown effect of an option": (
        talk('  - id: a\n    ask: "Now?"\n    one:\n      x: {label: One, do: dance}\n'),
        7,
        "no effect 'dance'",
        "send_signal",
    ),
    "unknown talk behind a door": (
        talk(
            '  - id: a\n    ask: "Now?"\n    one: {x: One, y: Two}\n  - id: d\n    when: {a: x}\n    start: nowhere\n'
        ),
        9,
        "There is no talk 'nowhere'",
        "test",
    ),
    "unknown step carried through a door": (
        talk(
            '  - id: a\n    ask: "Now?"\n    one: {x: One, y: Two}\n'
            "  - id: d\n    when: {a: x}\n    start: test\n    carry: {a: elsewhere}\n"
        ),
        10,
        "The talk 'test' has no step 'elsewhere'",
        "contacts",
    ),
    "unknown value of a mark": (
        talk(
            '  - id: a\n    ask: "Now?"\n    one:\n      x: {label: One, sets: {stage: three}}\n',
            "marks: {stage: [two]}\n",
        ),
        8,
        "The mark 'stage' has no value 'three'",
        "two",
    ),
    "set of nothing": (
        talk('  - id: a\n    ask: "Now?"\n    one:\n      x: {label: One, sets: {stage: two}}\n'),
        7,
        "'stage' is neither a mark nor a step",
        "a, contacts",
    ),
    "forgets an unknown step": (
        talk('  - id: a\n    ask: "Now?"\n    one:\n      x: {label: One, forgets: [b]}\n'),
        7,
        "There is no step 'b' to forget",
        "a, contacts",
    ),
    "each over a question with one answer": (
        talk(
            '  - id: a\n    ask: "Now?"\n    one: {x: One, y: Two}\n'
            "  - each: a\n    steps:\n      - id: b\n        say: Good.\n"
        ),
        7,
        "'each: a' needs a question with 'many'",
        "Take it out",
    ),
    "step id twice": (
        talk("  - id: a\n    say: Good.\n  - id: a\n    say: Better.\n"),
        6,
        "The step 'a' stands twice",
        "another id",
    ),
    "step that no path reaches": (
        talk(
            '  - id: a\n    ask: "Now?"\n    one: {x: One, y: Two}\n'
            "  - id: b\n    when: {a: x}\n    unless: {a: x}\n    say: Good.\n"
        ),
        7,
        "No path reaches the step 'b'",
        "when",
    ),
    "path without an end": (
        "flow: test\ntitle: A talk\nsteps:\n  - id: a\n    say: Call here.\n    show: contacts\n",
        4,
        "without an end",
        "end: NAME",
    ),
    "path without a contact": (
        'flow: test\ntitle: A talk\nsteps:\n  - id: a\n    ask: "Now?"\n    one: {x: One, y: Two}\n'
        "  - id: b\n    when: {a: x}\n    say: That was all.\n    end: done\n" + CALL,
        7,
        "without a contact",
        "show: contacts",
    ),
    "free text above the consent": (
        talk(
            "  - id: words\n    ask: What did you see?\n    text: {max: 300}\n    optional: yes\n    guard: yes\n"
            f'  - id: consent\n    ask: {AGREE}\n    consent: agree-1\n    one: {{yes: "Yes", no: "No"}}\n'
            "  - id: sending\n    when: {consent: yes}\n    do: send_signal\n"
        ),
        6,
        "The free text 'words' stands above the consent",
        "below",
    ),
    "sending without agreement": (
        talk(
            f'  - id: consent\n    ask: {AGREE}\n    consent: agree-1\n    one: {{yes: "Yes", no: "No"}}\n'
            "  - id: sending\n    do: send_signal\n"
        ),
        8,
        "A path sends without agreement",
        "consent: yes",
    ),
    "sending without a consent step": (
        talk("  - id: sending\n    do: send_signal\n"),
        5,
        "sends without a consent step",
        "consent: NAME",
    ),
    "consent reworded under its name": (
        talk('  - id: consent\n    ask: Is that all right?\n    consent: agree-1\n    one: {yes: "Yes", no: "No"}\n'),
        6,
        "has changed under the same name",
        "flows/consents.yaml",
    ),
    "consent that nobody recorded": (
        talk('  - id: consent\n    ask: Is that all right?\n    consent: agree-9\n    one: {yes: "Yes", no: "No"}\n'),
        6,
        "'agree-9' is not recorded",
        "flows/consents.yaml: agree-9: ",
    ),
    "label over 36": (
        talk('  - id: a\n    ask: "Now?"\n    one: {x: "This answer is much too long for one button", y: Two}\n'),
        6,
        "has 43 characters; 36 fit",
        "shorter",
    ),
    "label over 16 in two columns": (
        talk('  - id: a\n    ask: "Now?"\n    columns: two\n    one: {x: Seventeen letters, y: Two}\n'),
        7,
        "has 17 characters; 16 fit",
        "shorter",
    ),
    "empty label": (talk('  - id: a\n    ask: "Now?"\n    one: {x: "", y: Two}\n'), 6, "A text is empty", "quotes"),
    "label of spaces": (talk('  - id: a\n    ask: "Now?"\n    one: {x: "  ", y: Two}\n'), 6, "is empty", "quotes"),
    "label that is a command": (
        talk('  - id: a\n    ask: "Now?"\n    one: {x: Stop, y: Two}\n'),
        6,
        "equals the command /stop",
        "other words",
    ),
    "unknown word in braces": (talk("  - id: a\n    say: Hello {name}.\n"), 5, "unknown word {name}", "town"),
    "a level on a person": (
        talk('  - id: a\n    ask: "What is the risk?"\n    one: {x: One, y: Two}\n'),
        5,
        "'risk' in 'test.a.ask' puts a label",
        "seen",
    ),
    "a score in an answer": (
        talk('  - id: a\n    ask: "How is it?"\n    one: {x: High score, y: Two}\n'),
        6,
        "'score' in 'test.a.x' puts a label",
        "seen",
    ),
    "a question about religion": (
        talk('  - id: a\n    ask: "Which religion is it?"\n    one: {x: One, y: Two}\n'),
        5,
        "asks about belief, origin or opinion",
        "did",
    ),
    "a word of the glossary": (talk("  - id: a\n    say: This is a tip-off.\n"), 5, "word we do not use", "glossary"),
    "a promise about others": (
        talk("  - id: a\n    say: The police will never ask.\n"),
        5,
        "promises what others",
        "Say only",
    ),
    "a password": (talk("  - id: a\n    say: Type your password.\n"), 5, "a password of something else", "nobody"),
    "a code of the messenger": (
        talk('  - id: a\n    ask: "Which login code did you get?"\n    one: {x: One, y: Two}\n'),
        5,
        "'login code' in 'test.a.ask' asks for a code",
        "nobody",
    ),
    "a button to a page that is not there": (
        talk('  - id: a\n    ask: "Now?"\n    beside: [/private]\n    one: {x: One, y: Two}\n'),
        6,
        "no privacy card stands",
        "s1, s2",
    ),
    "a button of a command that is not there": (
        talk('  - id: a\n    ask: "Now?"\n    beside: [/phoen]\n    one: {x: One, y: Two}\n'),
        6,
        "There is no command '/phoen'",
        "/start",
    ),
    "a button without words": (
        talk('  - id: a\n    ask: "Now?"\n    beside: [/mydata]\n    one: {x: One, y: Two}\n'),
        6,
        "The button /mydata has no words",
        "button_mydata",
    ),
    "anonymous": (talk("  - id: a\n    say: You are anonymous here.\n"), 5, "nobody can keep", "without your name"),
    "anchor": (talk("  - id: a\n    say: &x Good.\n"), 5, "Anchors", "again"),
    "tag": (talk("  - id: a\n    say: !!str Good.\n"), 5, "tag", "text"),
    "key twice": (talk("  - id: a\n    say: Good.\n    say: Better.\n"), 6, "'say' stands twice", "Keep one"),
    "unknown key": (talk("  - id: a\n    say: Good.\n    whenn: {a: b}\n"), 6, "'whenn:' is not known", "spelling"),
    "a step left over": (again("{a: x}", "[a, c]"), 8, "not 'b', which hangs on it", "Add b to the `forgets`"),
    "one left over of two values": (again("{a: [x, y]}", "[c, a]"), 8, "not 'b', which hangs on it", "Add b to"),
    "one left over of any answer": (again("{answered: a}", "[a, c]"), 8, "not 'b', which hangs on it", "Add b to"),
    "one left over that hangs on another": (
        again("{a: x}", "[a, b, c]", '  - id: d\n    when: {a: x}\n    ask: "So?"\n    one: {p: Yes, q: No}\n'),
        12,
        "not 'd', which hangs on it",
        "Add d to",
    ),
    "no steps": ("flow: test\ntitle: A talk\nsteps: none\n", 3, "'steps:' is no list", "- id: NAME"),
}


@pytest.mark.threat(42)
@pytest.mark.threat(43)
@pytest.mark.parametrize("name", SEEDED)
def test_a_seeded_fault_is_named_with_line_cause_and_cure(tmp_path: Path, name: str) -> None:
    text, line, cause, cure = SEEDED[name]
    found = faults_of(tmp_path, flows__talks__test=text)
    assert [fault for fault in found if fault.line == line and cause in fault.cause and cure in fault.cure], found
    assert {fault.file for fault in found} == {"flows/talks/test.yaml"}


def test_a_sound_folder_has_no_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == []


LONG = """\
flow: test
title: A talk
steps:
  - id: areas
    ask: Which?
    show: {shown}
    many: {{from: areas}}
  - each: areas
    steps:
      - id: abcdefghijklmnop
        ask: What?
        many:
          abcdefghijklmnopqrstuv: One
"""
LONG_AREA = """\
areas:
  - {id: abcdefghijkl, label: A, strengths: {a: A}, changes: {b: B}, difficult: {c: C}, around: {d: D}}
"""


def test_a_code_over_64_bytes(tmp_path: Path) -> None:
    text = LONG.format(shown="signal") + CALL  # the buttons of a desk also carry the version of the case: 73 bytes
    (fault,) = faults_of(tmp_path, flows__talks__test=text, flows__areas=LONG_AREA)
    assert (fault.file, fault.line) == ("flows/talks/test.yaml", 10)
    assert "more than 64 bytes" in fault.cause


def test_the_longest_ids_there_can_be_fit_everywhere_else(tmp_path: Path) -> None:
    text = LONG.format(shown="contacts") + CALL  # 63 bytes
    assert faults_of(tmp_path, flows__talks__test=text, flows__areas=LONG_AREA) == []


def test_areas_with_one_id_in_both_lists(tmp_path: Path) -> None:
    areas = """\
areas:
  - id: school
    label: School
    strengths: {likes: Likes a subject}
    changes: {less: Comes less often}
    difficult: {less: Learns less}
    around: {closed: No place to go}
"""
    (fault,) = faults_of(tmp_path, flows__areas=areas)
    assert (fault.file, fault.line) == ("flows/areas.yaml", 6)
    assert "'less' of 'school' stands in changes and in difficult" in fault.cause


def test_a_fault_in_a_block_is_named_in_the_file_of_the_block(tmp_path: Path) -> None:
    block = "block: part\nsteps:\n  - id: a\n    when: {nothing: x}\n    say: Good.\n"
    (fault,) = faults_of(tmp_path, flows__talks__test=talk("  - use: part\n"), flows__blocks__part=block)
    assert (fault.file, fault.line) == ("flows/blocks/part.yaml", 4)


def test_faults_of_contacts_stand_in_the_same_list(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, flows__contacts__be="contacts:\n  - {id: be-one, nonsense: x}\n")[:1]
    assert fault.file == "flows/contacts/be.yaml"
    assert fault.line == 2
    assert "be-one" in fault.cause
    assert fault.cure


PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def entry(context: str, source: str, text: str, mark: str = "") -> str:
    return f'{PO}{mark}msgctxt "{context}"\nmsgid "{source}"\nmsgstr "{text}"\n'


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (entry("test.contacts.done", "Fine", "Cette réponse est bien trop longue ici"), "38 characters; 36 fit"),
        (entry("test.contacts.done", "Fine", "Stop"), "equals the command /stop"),
        (entry("test.contacts.done", "Fine", "{town}"), "other words in braces"),
        (entry("test.contacts.ask", "You can call here.", "Vous restez anonyme."), "nobody can keep"),
        (entry("test.contacts.ask", "You can call here.", "Votre mot de passe ?"), "a password of something else"),
        (entry("test.contacts.ask", "You can call here.", "Est-ce un individu dangereux ?"), "puts a label"),
        (entry("test.contacts.ask", "You can call here.", "Quelle est sa religion ?"), "belief, origin"),
    ],
)
def test_faults_of_translations(tmp_path: Path, text: str, cause: str) -> None:
    (fault,) = faults_of(tmp_path, locales__fr__talks=text)
    assert (fault.file, fault.line) == ("locales/fr/talks.po", 5)
    assert cause in fault.cause


def test_a_claimed_talk_with_missing_and_fuzzy_texts(tmp_path: Path) -> None:
    fuzzy = entry("test.contacts.done", "Fine", "Bien", "#, fuzzy\n")
    claims = "claims:\n  fr: [test]\n"
    found = faults_of(tmp_path, locales__fr__talks=fuzzy, locales__claims=claims)
    causes = {(fault.file, fault.line): fault.cause for fault in found if "fuzzy" in fault.cause}
    assert list(causes) == [("locales/fr/talks.po", 6)]
    missing = {fault.cause.split("'")[1] for fault in found if "has no text in 'fr'" in fault.cause}
    assert missing == {"test.title", "test.contacts.ask", "phrases.button_phone"}


def test_a_words_file_that_is_wrong_is_named_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, locales__fr__words="yes: [oui]\n\nperhaps: [bof]\n")
    assert (fault.file, fault.line) == ("locales/fr/words.yaml", 3)
    assert (fault.cause, fault.cure) == ("'perhaps' is no meaning.", "Known: yes, no, help.")


def test_a_claimed_text_whose_english_changed_is_not_called_missing(tmp_path: Path) -> None:
    old = entry("test.contacts.ask", "You may call here.", "Vous pouvez appeler ici.")
    found = faults_of(tmp_path, locales__fr__talks=old, locales__claims="claims:\n  fr: [test]\n")
    (fault,) = [fault for fault in found if "test.contacts.ask" in fault.cause]
    assert "has changed since it was put into 'fr'" in fault.cause
    assert "`passerelle texts update fr`" in fault.cure


@pytest.mark.parametrize("forgets", ["[a, b, c]", "[c, b, a]"])
def test_a_talk_gone_through_again_with_all_that_hangs_on_it_is_sound(tmp_path: Path, forgets: str) -> None:
    assert faults_of(tmp_path, flows__talks__test=again("{a: x}", forgets)) == []


def test_what_nobody_claims_may_be_missing(tmp_path: Path) -> None:
    assert faults_of(tmp_path, locales__fr__talks=entry("test.contacts.done", "Fine", "Bien", "#, fuzzy\n")) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("flows__talks__test", "- a\n- b\n"),
        ("flows__talks__test", "flow: test\ntitle: A talk\nmarks: [a]\nsteps: []\n"),
        ("flows__talks__test", "flow: test\ntitle: A talk\nfor: {a: b}\nsteps: []\n"),
        ("flows__talks__test", "flow: test\ntitle: A\nfor: [{a: b, c: d}]\nsteps: []\n"),
        ("flows__talks__test", "flow: test\ntitle: [A, talk]\nsteps: []\n"),
        ("flows__talks__test", "flow: test\ntitle: A\nexpires: [a]\nsteps: []\n"),
        ("flows__talks__test", "flow: test\ntitle: A\nsteps:\n  - use: [a]\n"),
        ("flows__talks__test", "flow: test\ntitle: A\nsteps:\n  - each: [a]\n    steps: b\n"),
        ("flows__talks__test", "flow: test\ntitle: A\nsteps:\n  - [a]\n"),
        ("flows__blocks__part", "block: part\nsteps: no\n"),
        ("flows__blocks__part", "block: part\nsteps: [no]\nmarks: no\n"),
        ("flows__areas", "areas: no\n"),
        ("flows__areas", "- areas\n"),
        ("flows__phrases", "phrases: [a]\n"),
        ("flows__phrases", "phrases: {a: {b: c}}\n"),
        ("flows__phrases", "other: {a: b}\n"),
        ("flows__cards__one", "cards: {a: b}\n"),
        ("flows__contacts__be", "no\n"),
        ("flows__consents", "consents: [a]\n"),
        ("locales__claims", "claims: [a]\n"),
        ("locales__claims", "claims: {fr: {a: b}}\n"),
        ("locales__fr__talks", "this is no catalogue\n"),
    ],
)
def test_a_file_of_the_wrong_shape_is_a_fault_and_never_an_exception(tmp_path: Path, name: str, text: str) -> None:
    found = faults_of(tmp_path, **{name: text})
    assert found
    assert all(fault.cause and fault.cure and fault.line >= 1 for fault in found)

"""Logs: only listed fields with values of a known shape; nothing of what exceptions and libraries say."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.log import ALLOWED_FIELDS, NUMBER_FIELDS, place_in_code
from tests.logged import logging_to_a_text

SECRET = "Ahmed 0471 12 34 56 token123"
TOKEN = "4242:AAF-token_that-must-never-be-logged"
BOT = Path(__file__).parents[1] / "bot"
LOGS = re.compile(r"(?:log|logger|logging|structlog\.get_logger\(\))\.(?:debug|info|warning|error|exception|critical)")
# What a call may pass, as it is written: constants, names of classes, and these, each of which was looked at. None can
# hold what a person wrote. Errors of our own that say place, cause and cure may speak where they are caught by name.
SAFE = re.compile(
    r"type\(\w+\)\.__name__|_names\(error\)|names|arrival\.channel|row\.channel|row\.tries|method|alarm|error|self\.cures\[alarm\]|channel\.name"
    r"|kind\.__name__|place_in_code\(trace\)|one\.aside|fault\['cure'\]"
    r"""|f"\{fault\['file'\]\}:\{fault\['line'\]\} \{fault\['cause'\]\}\""""
)
OURS = {"JournalError", "VaultError"}


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with logging_to_a_text() as found:
        yield found


@pytest.mark.threat(35)
def test_unlisted_fields_and_tracebacks_are_dropped(stream: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        structlog.get_logger().error("set_aside", text=SECRET, exc_info=error, error=type(error).__name__, seconds=2.5)
    said = json.loads(stream.getvalue())
    assert {name: said[name] for name in said if name != "timestamp"} == {
        "event": "set_aside", "level": "error", "error": "ValueError", "seconds": 2.5,
    }  # fmt: skip
    assert said["timestamp"].endswith("Z")


@pytest.mark.threat(35)
def test_what_libraries_say_is_not_written(stream: io.StringIO, caplog: pytest.LogCaptureFixture) -> None:
    names = (
        "httpx",
        "httpcore.http11",
        "aiohttp.client",
        "sqlalchemy.engine",
        "uvicorn.error",
        "asyncio",
        "telegram.Bot",
    )
    for name in names:
        caplog.set_level(logging.WARNING, logger=name)  # a server of another test may have made one quieter
        logging.getLogger(name).error("GET https://host/bot%s/getMe %s", TOKEN, SECRET, stack_info=True)
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger(name).exception("%s", SECRET)
        logging.getLogger(name).info(SECRET)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2 * len(names) + 1
    assert {tuple(json.loads(line)) for line in lines} == {("logger", "level")}


@pytest.mark.threat(35)
def test_the_server_of_the_page_logs_through_us(stream: io.StringIO) -> None:
    from bot.channels.web import app

    source = Path(app.__file__).read_text(encoding="utf-8")
    assert "log_config=None" in source
    uvicorn.Config(app=None, log_config=None)  # type: ignore[arg-type]
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=ValueError(SECRET))
    assert SECRET not in stream.getvalue()


CANARIES = st.sampled_from(
    [
        SECRET,
        TOKEN,
        "https://host/bot" + TOKEN,
        "ABCD-EFGH-JKMN-PQRS",
        "+32 471 12 34 56",
        "anna@example.org",
        "v1.k1." + "a" * 60,
        "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6",
        "He said:\nI will",
        b"bytes",
        {"text": SECRET},
        [SECRET],
        ValueError(SECRET),
    ]
)


@pytest.mark.threat(35)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*ALLOWED_FIELDS, *NUMBER_FIELDS, "text", "chat", "exc_info"]) | st.text(), CANARIES
    )
)
def test_no_canary_passes_in_any_field(stream: io.StringIO, fields: dict[str, object]) -> None:
    stream.seek(0)
    stream.truncate()
    said_in_words = ("cause", "cure")  # the sentences of ours: what shape it has is all that can be told of one
    left = {name: value for name, value in fields.items() if name != "event" and (name, value) != (name, SECRET)}
    more = {name: SECRET for name in fields if name not in ("event", *said_in_words)}
    structlog.get_logger().error("something", **{**more, **left})
    said = stream.getvalue()
    assert set(json.loads(said)) <= {*ALLOWED_FIELDS, *NUMBER_FIELDS}
    for canary in ("Ahmed", "471 12", "token", "ABCD", "anna", "aaaa", "a1b2", "I will"):
        assert canary not in said


@pytest.mark.threat(35)
@given(st.sampled_from([*ALLOWED_FIELDS, *NUMBER_FIELDS]), st.text(min_size=1))
def test_only_sentences_may_hold_more_than_a_word(name: str, text: str) -> None:
    found = structlog.get_config()["processors"] if structlog.is_configured() else None
    assert found is None  # the fixture of another test has put its logging away
    from bot.log import keep_allowed_fields

    left = keep_allowed_fields(None, "", {name: text})[name]
    assert left in (text, "…") or name in ("cause", "cure")
    assert name in ("cause", "cure") or left == "…" or re.fullmatch(r"[A-Za-z0-9_.,:/ TZ+-]*", str(left))


@pytest.mark.threat(35)
def test_what_ends_a_program_or_a_thread_says_no_more_than_its_class(stream: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        place_in_code(1)  # type: ignore[arg-type]
    except AttributeError as error:
        sys.excepthook(AttributeError, error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["event"], first["error"]) == ("unhandled", "ValueError")
    assert re.fullmatch(r"bot/log\.py:\d+", second["where"])
    assert SECRET not in stream.getvalue()


def calls() -> Iterator[tuple[str, ast.Call, ast.AST]]:
    """Every call of a logger in `bot/`, with its file and the smallest `except` around it."""
    for path in sorted(BOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        around: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                around[child] = node if isinstance(node, ast.ExceptHandler) else around.get(node, tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and LOGS.fullmatch(ast.unparse(node.func)):
                yield f"{path.relative_to(BOT.parent)}:{node.lineno}", node, around[node]


@pytest.mark.threat(35)
def test_every_call_in_the_house_passes_only_what_may_be_logged() -> None:
    found = list(calls())
    assert len(found) > 15
    for place, call, handler in found:
        event = [ast.unparse(each) for each in call.args]
        assert len(event) == 1, place
        assert re.fullmatch(r"'[a-z_]+'|self\.place", event[0]), f"{place}: {event}"
        for keyword in call.keywords:
            value = ast.unparse(keyword.value)
            if keyword.arg is None:
                assert value == "more", f"{place}: **{value}"  # the cause of an alarm, a sentence of ours
                continue
            assert keyword.arg in ALLOWED_FIELDS or keyword.arg in NUMBER_FIELDS, (
                f"{place}: {keyword.arg} is not listed in bot/log.py"
            )
            known = isinstance(keyword.value, ast.Constant) or SAFE.fullmatch(value)
            assert known or (value == "str(error)" and _caught(handler) <= OURS), (
                f"{place}: {keyword.arg}={value} may hold content; pass a name, or add it to SAFE after a look"
            )


def _caught(handler: ast.AST) -> set[str]:
    """The names of what an `except` catches."""
    kind = handler.type if isinstance(handler, ast.ExceptHandler) else None
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return {ast.unparse(each) if each else "everything" for each in kinds}


def test_nothing_logs_by_another_way() -> None:
    """Only `bot/log.py` sets up the standard library's logging; nobody prints a traceback."""
    for path in BOT.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"traceback\.print|print_exc|exc_info=True|logging\.(?:error|warning|info)\(", source), (
            path
        )

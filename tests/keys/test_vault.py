import base64
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.keys.vault import ALPHABET, Ring, Unsealable, VaultError, month_of, new_id, new_receipt, parse_receipt
from tests.conftest import NOW

RING = Ring.new(NOW)
CELL = ("signal", "content", "row1")
KEYS = [bytes([number]) * 32 for number in range(1, 6)]
KNOWN = Ring("k1", {"k1": KEYS[0]}, {"2026-11": KEYS[1]}, KEYS[2], KEYS[3], KEYS[4])

CODES = [new_receipt() for _ in range(200)]

names = st.text(min_size=1, max_size=12)
months = st.sampled_from([None, "2026-11", "2027-03"])


@given(plain=st.binary(max_size=500), table=names, column=names, row=names, month=months)
def test_what_was_sealed_opens_in_its_own_cell(plain: bytes, table: str, column: str, row: str, month: str) -> None:
    assert RING.open_(RING.seal(plain, table, column, row, month), table, column, row) == plain


@given(here=st.tuples(names, names, names), there=st.tuples(names, names, names), plain=st.binary(max_size=80))
def test_a_value_moved_to_another_cell_does_not_open(
    here: tuple[str, str, str], there: tuple[str, str, str], plain: bytes
) -> None:
    assume(here != there)
    sealed = RING.seal(plain, *here)
    with pytest.raises(Unsealable):
        RING.open_(sealed, *there)


@given(plain=st.binary(max_size=80), data=st.data())
def test_any_changed_character_fails_closed(plain: bytes, data: st.DataObject) -> None:
    sealed = RING.seal(plain, *CELL)
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.characters().filter(lambda mark: mark != sealed[place]))
    with pytest.raises(Unsealable):
        RING.open_(sealed[:place] + other + sealed[place + 1 :], *CELL)


@given(plain=st.binary(max_size=80), cut=st.integers(1, 200), rubbish=st.text(max_size=40))
def test_cut_and_foreign_texts_fail_closed(plain: bytes, cut: int, rubbish: str) -> None:
    sealed = RING.seal(plain, *CELL)
    for wrong in (sealed[:-cut], rubbish, sealed + rubbish[:1] + "A"):
        with pytest.raises(Unsealable):
            RING.open_(wrong, *CELL)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert len({RING.seal(b"same", *CELL) for _ in range(100)}) == 100


def test_lengths_say_little() -> None:
    assert len({len(RING.seal(bytes(size), *CELL)) for size in range(64)}) == 1
    assert len(RING.seal(bytes(64), *CELL)) > len(RING.seal(bytes(63), *CELL))


def test_known_answers() -> None:
    """A later version must open what this one wrote: these values never change."""
    plain = "Frère, 1800".encode()
    vectors = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
    for vector in vectors["sealed"]:
        assert KNOWN.open_(vector["value"], *vector["cell"]) == plain
    assert KNOWN.lane("telegram", "4711") == vectors["lane"]
    assert KNOWN.receipt_hash("0123-4567-89AB-CDEF") == vectors["receipt"]
    assert KNOWN.chained("row", "1", "read") == vectors["chained"]
    assert KNOWN.pseudonym("signal", "row1") == vectors["pseudonym"]
    assert KNOWN.daily("signal", "lane", NOW.date()) == vectors["daily"]


def test_the_envelope_is_plain_aes_gcm_as_documented() -> None:
    """Readable with any other tool: version, key, nonce, ciphertext; bound to lengths and parts of the cell."""
    version, kid, nonce, locked = KNOWN.seal(b"hello", *CELL).split(".")
    assert (version, kid) == ("v1", "k1")
    bound = b"".join(len(part).to_bytes(4, "big") + part for part in (b"v1", b"signal", b"content", b"row1"))
    raw = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (nonce, locked)]
    assert AESGCM(KEYS[0]).decrypt(raw[0], raw[1], bound) == b"hello\x80".ljust(64, b"\0")


@pytest.mark.threat(37)
def test_a_key_that_is_gone_is_named() -> None:
    ring = Ring.new(NOW)
    old = ring.seal(b"x", *CELL, month="2026-11")
    new = ring.seal(b"y", *CELL, month="2026-12")
    assert ring.drop_months(["2026-11", "2020-01"]) == ["2026-11"]
    with pytest.raises(Unsealable, match="no key 'm2026-11'; bring back the ring"):
        ring.open_(old, *CELL)
    assert ring.open_(new, *CELL) == b"y"
    with pytest.raises(Unsealable, match="no key 'm1999-01'"):
        ring.seal(b"x", *CELL, month="1999-01")


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (("v1.", "v2."), "unknown envelope 'v2'; use the version of passerelle that wrote it"),
        ((".k1.", ".k1.A"), "the sealed value was changed or moved; restore a backup"),
    ],
)
def test_what_does_not_open_is_named_with_the_cure(change: tuple[str, str], cause: str) -> None:
    sealed = KNOWN.seal(b"x", *CELL).replace(*change, 1)
    with pytest.raises(Unsealable) as caught:
        KNOWN.open_(sealed, *CELL)
    assert str(caught.value) == f"signal.content of row row1: {cause}"


def test_a_key_that_rotated_out_still_opens() -> None:
    ring = Ring.new(NOW)
    old = ring.seal(b"x", *CELL)
    ring.sealing["k2"] = bytes(32)
    ring.current = "k2"
    assert ring.seal(b"x", *CELL).startswith("v1.k2.")
    assert ring.open_(old, *CELL) == b"x"


def test_months_are_made_ahead_and_once() -> None:
    ring = Ring.new(datetime(2026, 12, 31, 23, tzinfo=UTC))
    assert sorted(ring.signal)[:2] == ["2026-12", "2027-01"]
    assert len(ring.signal) == 25
    before = dict(ring.signal)
    assert not ring.prepare(NOW.replace(month=12))
    assert ring.prepare(datetime(2027, 1, 1, tzinfo=UTC))
    assert before.items() <= ring.signal.items()
    assert month_of(datetime(2027, 1, 31, tzinfo=UTC)) == "2027-01"


def test_a_ring_is_saved_for_its_owner_only_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "ring.json"
    ring = Ring.new(NOW)
    ring.save(path)
    ring.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["ring.json"]
    assert Ring.load(path) == ring
    assert Ring.load(path).open_(ring.seal(b"x", *CELL), *CELL) == b"x"


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda data: data.update(version=2), "version 2 is unknown"),
        (lambda data: data.pop("hashing"), "'hashing' is missing"),
        (lambda data: data["hashing"].pop("audit"), "'audit' is missing"),
        (lambda data: data["sealing"].update(current="k9"), "the current key 'k9' is missing"),
        (lambda data: data["signal"].update({"2026-11": "AAAA"}), "a key has 3 bytes instead of 32"),
        (lambda data: data["hashing"].update(lane="not base64!"), "not base64url"),
        (lambda data: data["hashing"].update(lane="A" * 42 + "B"), "not canonical base64url"),
    ],
)
def test_a_damaged_ring_is_refused_with_the_cure(tmp_path: Path, change: object, cause: str) -> None:
    path = tmp_path / "ring.json"
    Ring.new(NOW).save(path)
    data = json.loads(path.read_text())
    assert callable(change)
    change(data)
    path.write_text(json.dumps(data))
    with pytest.raises(VaultError) as caught:
        Ring.load(path)
    assert (
        str(caught.value) == f"{path}: this is no key ring ({cause}); put the untouched copy of your key custodian back"
    )


@pytest.mark.parametrize("content", ["", "[]", "null", "{", '{"version": 1, "sealing": 3}', "\x00"])
def test_a_file_that_is_no_ring_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "ring.json").write_text(content)
    with pytest.raises(VaultError, match=r"ring\.json: this is no key ring"):
        Ring.load(tmp_path / "ring.json")


@pytest.mark.threat(37)
def test_a_missing_ring_is_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="there is no key ring; make one with `passerelle keys new`"):
        Ring.load(tmp_path / "none.json")
    with pytest.raises(VaultError, match="cannot be read"):
        Ring.load(tmp_path)


def test_every_sealed_value_can_be_noticed() -> None:
    ring, seen = Ring.new(NOW), list[str]()
    ring.notice = seen.append
    assert [ring.seal(b"a", *CELL), ring.seal(b"b", *CELL)] == seen


def test_pseudonyms_differ_by_every_part_and_need_the_ring() -> None:
    day = NOW.date()
    found = [
        RING.lane("web", "1"),
        RING.lane("web", "2"),
        RING.lane("line", "1"),
        RING.lane("we", "b1"),
        RING.daily("signal", "1", day),
        RING.daily("receipt", "1", day),
        RING.daily("signal", "1", day.replace(day=1)),
        RING.receipt_hash("1"),
        RING.pseudonym("signal", "1"),
        Ring.new(NOW).lane("web", "1"),
    ]
    assert len(set(found)) == len(found)
    assert RING.lane("web", "1") == found[0]
    assert {len(one) for one in found} == {22}


def test_a_link_of_the_log_differs_by_every_part_their_order_and_the_ring() -> None:
    found = [
        RING.chained("row", "1", "2"),
        RING.chained("row", "2", "1"),
        RING.chained("row", "12"),
        RING.chained("link", "1", "2"),
        Ring.new(NOW).chained("row", "1", "2"),
    ]
    assert len(set(found)) == len(found)
    assert {len(one) for one in found} == {43}


def test_ids_are_random_and_fit_a_button() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 12 and one == one.lower() and one.isalnum() for one in ids)


def test_receipts_are_random_and_look_as_promised() -> None:
    codes = [new_receipt() for _ in range(1000)]
    assert len(set(codes)) == 1000
    assert all([len(group) for group in code.split("-")] == [4, 4, 4, 4] for code in codes)
    assert all(parse_receipt(code) == code for code in codes)
    assert {mark for code in codes for mark in code} == {*ALPHABET, "-"}


@given(data=st.data())
def test_a_receipt_is_read_as_people_write_it(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(CODES))
    alike = {"1": "1iIlL", "0": "0oO"}
    written = "".join(data.draw(st.sampled_from(alike.get(mark, mark + mark.lower()))) for mark in code)
    spaced = data.draw(st.sampled_from([written, written.replace("-", ""), written.replace("-", " "), f" {written}\n"]))
    assert parse_receipt(spaced) == code


@given(data=st.data())
def test_every_wrong_character_and_every_swap_is_noticed(data: st.DataObject) -> None:
    marks = list(data.draw(st.sampled_from(CODES)).replace("-", ""))
    first, second = data.draw(st.tuples(st.integers(0, 15), st.integers(0, 15)))
    other = data.draw(st.sampled_from(ALPHABET))
    wrong, swapped = [*marks], [*marks]
    wrong[first] = other
    swapped[first], swapped[second] = swapped[second], swapped[first]
    for changed in (wrong, swapped):
        assert (parse_receipt("".join(changed)) is None) == (changed != marks)


@given(text=st.text(max_size=40))
def test_no_text_upsets_the_reader_of_receipts(text: str) -> None:
    found = parse_receipt(text)
    assert found is None or parse_receipt(found) == found


def test_base64_has_one_spelling() -> None:
    """Two spellings of one value would let a changed character pass."""
    sealed = RING.seal(b"x", *CELL)
    assert "=" not in sealed
    raw = base64.urlsafe_b64decode(sealed.split(".")[3] + "==")
    assert len(raw) == 64 + 16

"""Kind of place × role × need: no empty cell, and every first card has a number or a sentence (`-s` prints it)."""

from itertools import groupby

from bot.directory.contact import Contact
from bot.directory.directory import Directory
from bot.directory.needs import ALL_ROLES, ALL_WISHES
from tests.directory.matrix import KINDS, matrix


def test_no_cell_is_empty(directory: Directory) -> None:
    cells = list(matrix(directory))
    assert len(cells) == len(KINDS) * len(ALL_ROLES) * len(ALL_WISHES)
    for cell in cells:
        assert cell.contacts, cell
        first = cell.contacts[0]
        assert first.phones or first.first_sentence
        assert first.channel != "police"
    print(printed(directory))


def test_every_place_of_the_matrix_exists(directory: Directory) -> None:
    for _, code, _ in KINDS:
        assert not code or directory.places.chain(code)[0] == code


def printed(directory: Directory) -> str:
    lines = []
    for (kind, role), cells in groupby(matrix(directory), key=lambda cell: (cell.kind, cell.role)):
        lines.append(f"\n{kind}, {role}")
        lines += [f"  {cell.need:<12} {cell.tier:<8} {', '.join(map(reach, cell.contacts))}" for cell in cells]
    return "\n".join(lines)


def reach(row: Contact) -> str:
    return f"{row.id} ({row.phones[0].number if row.phones else 'a sentence'})"

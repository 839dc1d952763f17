"""Where a drawn page has ink: a small reader of PNG, so that layout is tested without another library."""

import struct
import zlib

CHANNELS = 4


def columns_with_ink(png: bytes) -> list[int]:
    """For each column of the picture, how many of its pixels are not white."""
    width, height, rows = _rows(png)
    white = b"\xff" * CHANNELS
    return [sum(rows[y][x * CHANNELS : (x + 1) * CHANNELS] != white for y in range(height)) for x in range(width)]


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _rows(png: bytes) -> tuple[int, int, list[bytes]]:
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert (depth, colour) == (8, 6)
    raw, stride = zlib.decompress(_data(png)), width * CHANNELS
    above, rows = bytes(stride), []
    for at in range(0, len(raw), stride + 1):
        above = _unfilter(raw[at], raw[at + 1 : at + 1 + stride], above)
        rows.append(above)
    return width, height, rows


def _data(png: bytes) -> bytes:
    at, found = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        found += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    return found


def _unfilter(kind: int, line: bytes, above: bytes) -> bytes:
    out = bytearray(line)
    for at, byte in enumerate(line):
        left = out[at - CHANNELS] if at >= CHANNELS else 0
        corner = above[at - CHANNELS] if at >= CHANNELS else 0
        guess = (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[kind]
        out[at] = (byte + guess) & 0xFF
    return bytes(out)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda sign: abs(guess - sign))

"""How a sealed value is spelled: base64url of one spelling, padded plain texts, parts that cannot be confused."""

import base64
import binascii

PAD_BLOCK = 64  # lengths of sealed texts say little: they grow in steps of this many bytes


def pad_plain(plain: bytes) -> bytes:
    """Filled up to the next step; `unpadded` takes it back."""
    return plain + b"\x80" + bytes(-(len(plain) + 1) % PAD_BLOCK)


def unpad_plain(filled: bytes) -> bytes:
    """What `padded` filled. Raises ValueError for anything else."""
    return filled[: filled.rindex(b"\x80")]


def join_parts(*parts: str) -> bytes:
    """Parts with their lengths before them, so that no two lists of parts read the same."""
    return b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))


def to_text(raw: bytes) -> str:
    """Base64url without padding characters."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def to_bytes(text: str) -> bytes:
    """Read what `to_text` wrote. Raises ValueError for every other spelling."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if to_text(raw) != text:  # one value, one spelling
        raise ValueError("not canonical base64url")
    return raw

"""One line of `doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is well, and what to do."""

    what: str
    well: bool
    says: str

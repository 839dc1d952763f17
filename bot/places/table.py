"""A sorted text file that is searched where it lies: no parsing at start, no index in memory."""

from collections.abc import Iterator


class Table:
    """Lines "key TAB value", sorted by their bytes. A tab sorts before all characters of a key: the keys are sorted."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def get(self, key: str) -> str | None:
        """The value of a key, None when there is none."""
        wanted = key.encode() + b"\t"
        at = self.seek(wanted)
        if not self.data.startswith(wanted, at):
            return None
        return self.data[at + len(wanted) : self.data.index(b"\n", at)].decode()

    def seek(self, wanted: bytes) -> int:
        """Where the first line stands that is not smaller than `wanted`."""
        low, high = 0, len(self.data)
        while low < high:
            middle = (low + high) // 2
            start = self.data.rfind(b"\n", low, middle) + 1 or low
            end = self.data.index(b"\n", middle)
            if self.data[start:end] < wanted:
                low = end + 1
            else:
                high = start
        return low

    def span(self, prefix: str) -> tuple[int, int]:
        """From where to where the lines stand whose key starts so: offsets in bytes."""
        wanted = prefix.encode()
        return self.seek(wanted), self.seek(wanted + b"\xff")

    def keys(self, prefix: str) -> list[str]:
        """All keys that start so."""
        start, end = self.span(prefix)
        return [line.partition("\t")[0] for line in self.data[start:end].decode().splitlines()]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Key and value of each line, in order."""
        return self.lines(0, len(self.data))

    def lines(self, start: int, stop: int) -> Iterator[tuple[str, str]]:
        """Key and value of the lines between two offsets."""
        while start < stop:
            end = self.data.index(b"\n", start)
            key, _, value = self.data[start:end].decode().partition("\t")
            yield key, value
            start = end + 1

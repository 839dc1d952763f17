"""Keys: the ring, the envelope around a value, and files on disk that are written whole or not at all."""

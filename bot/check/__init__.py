"""Whether the content may be shown to people: every fault with its file, line, cause and cure. Reads files, no more."""

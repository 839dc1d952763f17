"""A person's own data, at any step: what is held, a copy of it, a signal taken back, all erased, the chat cleared."""

"""What a person reads: the content that was read at start, the world of an event, and who writes messages from it."""

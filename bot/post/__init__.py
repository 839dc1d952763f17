"""What goes out: messages, the sender that takes them to people, and how fast."""

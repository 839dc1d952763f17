"""What happens next: events in, replies and effects out. No clock, no network, no database, no language."""

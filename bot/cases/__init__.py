"""What becomes of a signal: states, legal steps, deadlines, closing, statistics. Pure; it knows no room but places."""

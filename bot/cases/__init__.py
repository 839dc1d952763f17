"""What becomes of a signal: states, legal steps, deadlines, closing, statistics. Pure; imports nothing of ours."""

"""What is kept, for how long, and how it is locked: the only room that speaks SQL."""

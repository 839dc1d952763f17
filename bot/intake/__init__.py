"""What comes in: the one transaction of a batch, its effects, what features hand in, and the rounds of the clock."""

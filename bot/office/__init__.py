"""The one transaction: what came in, what happens next, what is kept and what is sent."""

"""Passerelle: a footbridge from a worry to a person who can help."""

"""The coordinators' desk: the list of signals, one that is open, and what is done with it."""

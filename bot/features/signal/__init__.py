"""A signal: written in a talk, sent with consent to the coordinators of a place, followed by its clock."""

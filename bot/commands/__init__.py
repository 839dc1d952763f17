"""What is typed behind `passerelle`: a module a group of commands. Each has an `app`; `bot/cli.py` puts them together.

A command reads what is typed and prints what came of it; the work is done in `operations`. Modules of other rooms are
imported inside the command that needs them, so that the other commands start without them.
"""

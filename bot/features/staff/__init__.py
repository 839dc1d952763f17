"""People at work here: invited, enrolled with a chat or a browser, unlocked by six digits, locked again."""

"""The gazetteer in `bot/places/data`, made of public packages and what was added by hand."""

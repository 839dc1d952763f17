"""What a person reads: catalogues, filling, direction of writing, guards, days. Pure but for reading `locales/`."""

"""What a conversation is: reading flow files, their model, and the texts to translate. Pure but for reading files."""

"""What an operator, author or translator does from the command line."""

"""Numbers and dates with the same meaning are equal, and a text with two possible meanings is not guessed."""

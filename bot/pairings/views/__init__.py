"""Every word and block of pairings that a member sees: a file for each side of it."""

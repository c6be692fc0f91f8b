"""Who is in a circle, how each is reminded, and whose turn it is to host."""

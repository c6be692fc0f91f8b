"""Random coffee in a channel: its rounds, and who is in them."""

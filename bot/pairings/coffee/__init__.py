"""Random coffee in a channel: its rounds and their members."""

"""Every word of organizers, and of the hello in a channel. Pure functions, imported by module."""

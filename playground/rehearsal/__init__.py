"""Klatch in the playground: its commands, both in one process, and a clock that is moved by hand."""

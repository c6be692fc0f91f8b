"""Klatch: a Slack bot for flash and peer mentoring."""

from bot import zone_data

# Before anything asks for a zone: one that somebody holds already would stay as it is.
zone_data.use_the_newest()

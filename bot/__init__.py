"""Klatch: a Slack bot for flash and peer mentoring."""

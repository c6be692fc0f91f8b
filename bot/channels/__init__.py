"""Channels that Klatch was invited to: who is in them."""

"""Introductions that recur: random coffee in a channel, and Just Lunch."""

"""Prompts: something worth talking about, not offered again to the same people within a year."""

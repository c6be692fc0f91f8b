"""Profiles: what members tell about themselves, their working hours, and people they would rather not meet."""

"""Mentors for questions, and people for each other: pure functions of plain data, with no database, Slack or clock."""

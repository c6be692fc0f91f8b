"""The schedule: due rows, each with a kind, a subject and an instant, and the heartbeat that has a worker handle them.

Features write by ``scheduling``. A handler runs in the transaction that deletes the row, which it may share with other
rows of its workspace; a task (``tasks``) calls Slack or computes for long, between two
transactions. What fails is tried again (``backoff``).
"""

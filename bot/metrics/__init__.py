"""Metrics: counters of one process, and of the calls to Slack that were rate limited."""

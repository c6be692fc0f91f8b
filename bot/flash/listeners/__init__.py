"""Handlers of Slack's requests in flash mentoring, where more is to be done than to pass them on."""

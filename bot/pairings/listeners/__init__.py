"""From Slack's requests to the use cases of pairings, where more is to be done than to pass them on."""

"""From Slack's requests to the use cases of circles, where more is to be done than to pass them on."""

"""Slack's objects as the templates need them: pure, and the only place where HTML is made by hand."""

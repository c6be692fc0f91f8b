"""Letters: written with the state they belong to, sent at Slack's pace, never lost."""

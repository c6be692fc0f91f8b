"""The member directory: people and bots of a workspace, as Slack last described them."""

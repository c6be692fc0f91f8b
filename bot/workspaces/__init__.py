"""The workspaces that Klatch is installed in, and the clients to call Slack with."""

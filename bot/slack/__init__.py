"""The edge: Slack's requests come in here, each as one database transaction."""

"""The costs of putting people together."""

"""Handlers of circles that do more than pass a request on to a use case."""

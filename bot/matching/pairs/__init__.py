"""Everybody in a pair, of a few people or of many thousands."""

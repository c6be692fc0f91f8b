"""The workspace's own topics: what people can be asked about, and what they would like to talk about."""

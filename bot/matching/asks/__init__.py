"""Questions and their mentors: topics, words, and the order in which mentors are invited."""

"""Flash mentoring: a question, the right person, fifteen minutes, once."""

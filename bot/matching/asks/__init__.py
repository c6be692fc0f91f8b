"""Who fits a question: topics, words, and mentors in the order in which they are asked."""

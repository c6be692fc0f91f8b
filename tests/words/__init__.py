"""``python -m tests.words``: brings the catalogues of sentences up to the code; and what must hold of them."""

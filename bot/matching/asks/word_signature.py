"""By what words are read. What is kept of them has to be read anew where it was read by anything else."""

import unicodedata
from hashlib import blake2b
from importlib.metadata import version
from inspect import getsource

from bot.matching.asks import spelling, stop_words, words

MOST_CHARACTERS = 80
"""Of what follows."""


def _rules() -> str:
    """Our own rules, in a few letters: of their very text, as a number of theirs would be forgotten one day."""
    digest = blake2b(digest_size=8)
    for module in (spelling, stop_words, words):
        digest.update(getsource(module).encode())
    return digest.hexdigest()


READ_BY = f"snowballstemmer {version('snowballstemmer')}, Unicode {unicodedata.unidata_version}, {_rules()}"
"""The stemmer, by whose version stems differ, Python's own tables of letters, and our rules."""

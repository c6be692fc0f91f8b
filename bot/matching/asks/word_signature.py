"""The signature of the rules by which words are read: stems kept under another signature have to be read anew."""

import unicodedata
from hashlib import blake2b
from importlib.metadata import version
from inspect import getsource

from bot.matching.asks import spelling, word_languages, words

MOST_CHARACTERS = 80
"""The longest that a signature can be."""


def _rules() -> str:
    """Return a digest of the text of our own rules, as a version number of theirs would be forgotten one day."""
    digest = blake2b(digest_size=8)
    for module in (spelling, word_languages, words):
        digest.update(getsource(module).encode())
    for file in word_languages.FILES:
        digest.update(file.read_bytes())
    return digest.hexdigest()


READ_BY = f"snowballstemmer {version('snowballstemmer')}, Unicode {unicodedata.unidata_version}, {_rules()}"
"""The stemmer, by whose version stems differ, Python's own tables of letters, and our rules."""

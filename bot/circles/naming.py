"""When two names of circles are the same: a phone types other apostrophes and dashes than a keyboard."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys(
            "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`", "'"
        ),
        **dict.fromkeys(
            "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}", '"'
        ),
        **dict.fromkeys(map(chr, range(0x2010, 0x2016)), "-"),
        "\N{MINUS SIGN}": "-",
    }
)


def as_compared(name: str) -> str:
    """Return what two spellings of one name have in common; quotation marks around all of it are none of it.

    >>> as_compared("“Writer’s  Circle”")
    "writer's circle"
    """
    words = " ".join(name.casefold().translate(_SIGNS).split())
    return words[1:-1].strip() if len(words) > 2 and words[0] == words[-1] == '"' else words

"""``python -m tests.words``: write the sentences of the code into the catalogues of every language that has some."""

from bot.languages.catalogues import languages
from tests.words.catalogues import extracted, faults_of, of_language, update


def main() -> None:
    """Bring every language up to the code, and say what is still to be translated."""
    rooms = extracted()
    for language in languages()[1:]:
        update(language, rooms)
        for room, catalogue in of_language(language).items():
            for fault in faults_of(catalogue):
                print(f"{language}/{room}: {fault}")


if __name__ == "__main__":
    main()

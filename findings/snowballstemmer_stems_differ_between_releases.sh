#!/usr/bin/env bash
# snowballstemmer: the English stems of common words differ between releases, and whether PyStemmer is installed.
#
# Seen with snowballstemmer 2.2.0, 3.0.1 and 3.1.1, and PyStemmer 2.2.0.3 beside 3.1.1, Python 3.11, November 2026.
#
# Expected: `stemmer("english")` gives the same stems in each, so that stems may be kept (in a search index, a column) and
# compared with those of tomorrow's question.
#
# What happens: the algorithm itself was improved in 3.0 and 3.1: university, organization, emergency and internal have other
# stems, so what was kept by one release is not found by the next, with no error. And where PyStemmer is installed,
# snowballstemmer takes its stems instead of its own, silently: another package of the same environment decides.
# Whoever keeps stems has to keep beside them what they were made by, and to name the pure class (EnglishStemmer) to be sure.
#
# Output seen, by which this script holds:
#   2.2.0: univers organ emerg intern
#   3.0.1: universiti organiz emergenc intern
#   3.1.1: universiti organiz emergenc internal
#   3.1.1 with PyStemmer 2.2.0.3: univers organ emerg intern
#   3.1.1 with PyStemmer 2.2.0.3, EnglishStemmer by name: universiti organiz emergenc internal
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/expected" <<'OUTPUT'
2.2.0: univers organ emerg intern
3.0.1: universiti organiz emergenc intern
3.1.1: universiti organiz emergenc internal
3.1.1 with PyStemmer 2.2.0.3: univers organ emerg intern
3.1.1 with PyStemmer 2.2.0.3, EnglishStemmer by name: universiti organiz emergenc internal
OUTPUT

words='"university organization emergency internal".split()'
by_default="from snowballstemmer import stemmer; print(*stemmer('english').stemWords($words))"
by_name="from snowballstemmer.english_stemmer import EnglishStemmer; print(*EnglishStemmer().stemWords($words))"

for version in 2.2.0 3.0.1 3.1.1; do
    python3 -m venv "$folder/$version"
    "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "snowballstemmer==$version"
    echo "$version: $("$folder/$version/bin/python" -c "$by_default")"
done > "$folder/seen"
"$folder/3.1.1/bin/pip" install --quiet --disable-pip-version-check PyStemmer==2.2.0.3
{
    echo "3.1.1 with PyStemmer 2.2.0.3: $("$folder/3.1.1/bin/python" -c "$by_default")"
    echo "3.1.1 with PyStemmer 2.2.0.3, EnglishStemmer by name: $("$folder/3.1.1/bin/python" -c "$by_name")"
} >> "$folder/seen"

diff "$folder/expected" "$folder/seen" && echo "As before."

#!/usr/bin/env bash
# highspy 1.16: making a solver writes two lines on standard output, before there is anything to silence.
#
# Seen with highspy 1.16.0, and 1.15.1 beside it, Python 3.11, November 2026.
#
# Expected: `solver = highspy.Highs(); solver.silent()` writes nothing, as in the releases before; output_flag is an option of a
# solver, and a solver is there only once its constructor has returned.
#
# What happens: from 1.16.0 the constructor itself writes "Running HiGHS 1.16.0 ..." and a line after it on the process's file
# descriptor 1, once a process, before silent() can be called. It is written by the C++ library, so contextlib.redirect_stdout
# does not catch it either. A program whose standard output is its result (JSON, CSV, a protocol over a pipe) has two more lines
# in front of it after a minor release.
#
# Output seen, by which this script holds:
#   1.15.1: lines on stdout 0
#   1.16.0: lines on stdout 2, the first begins with Running HiGHS
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/expected" <<'OUTPUT'
1.15.1: lines on stdout 0
1.16.0: lines on stdout 2, the first begins with Running HiGHS
OUTPUT

cat > "$folder/solve.py" <<'PYTHON'
import contextlib
import io

import highspy

with contextlib.redirect_stdout(io.StringIO()):
    solver = highspy.Highs()
    solver.silent()
    one = solver.addVariable(lb=0, ub=4)
    solver.maximize(one)
assert solver.val(one) == 4
PYTHON

for version in 1.15.1 1.16.0; do
    python3 -m venv "$folder/$version"
    "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "highspy==$version"
    "$folder/$version/bin/python" "$folder/solve.py" > "$folder/said"
    lines=$(wc -l < "$folder/said")
    beginning=$(head -n 1 "$folder/said" | cut -d ' ' -f 1-2)
    echo "$version: lines on stdout $lines${beginning:+, the first begins with $beginning}"
done > "$folder/seen"

diff "$folder/expected" "$folder/seen" && echo "As before."

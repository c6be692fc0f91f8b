"""Measurements of speed and memory: ``python -m benchmarks`` prints a report and writes bench.json."""

"""What Klatch costs, measured: ``python -m benchmarks`` prints a report and writes bench.json."""

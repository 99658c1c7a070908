"""Benchmarks: `python -m benchmarks [name …]` prints one JSON document and keeps it in benchmarks/results/."""

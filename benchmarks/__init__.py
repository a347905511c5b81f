"""Speed and size beside the peers, in one run: `python -m benchmarks`."""

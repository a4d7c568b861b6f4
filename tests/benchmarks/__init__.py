"""What mkdocs-mos costs, beside what others cost, in one run: `python -m tests.benchmarks`. None of it is a test."""

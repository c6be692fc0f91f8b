"""Mutants: is each line of the use cases and rules held by a test? A lot of them by a seed, tried one by one."""

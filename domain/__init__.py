"""The rules: what may happen in a community run by grids, and what is remembered of it. Standard library only (recorder.py excepted)."""

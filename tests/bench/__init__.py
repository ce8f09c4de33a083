"""Measurements against the libraries' defaults, side by side in one run: `minqing bench`."""

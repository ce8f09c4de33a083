"""The demonstration: a made-up community with a year of history, told through the same commands that people use."""

"""Residents found by name, pinyin, telephone or number, by an index in which none of these can be read."""

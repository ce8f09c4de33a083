"""Commands of a community's structure: who sits in it, how it is led, what stands where."""

"""The map by the open standard: OGC API – Features, part 1 (OGC 17-069r4)."""

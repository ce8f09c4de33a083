"""Files of the outside world in and out: buildings, boundaries, roads, partitions, household sheets, addresses, grid exports."""

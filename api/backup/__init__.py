"""Copies of an installation that outlive its disk, and the way back to any moment.

A backup of the private cluster is a base copy and the write-ahead log since (`taking`, `archive`): `restoring` brings back any moment after
the base copy's end, `checking` proves what came back. A server of somebody else's is dumped as a whole (`dumping`). The key files are no
part of either: who finds a backup finds nobody's name. What lies beside the keys, the ledger of erasures, always travels along.
"""

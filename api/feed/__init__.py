"""The event feed: the journal as CloudEvents 1.0 for other systems, in the journal's order, nothing skipped, nothing doubled.

`reading` reads pages behind a cursor, `envelopes` and `opening` write them as CloudEvents, `schemas` says what stands in each, `tide` wakes
who waits for more, `streams` speaks server-sent events.
"""

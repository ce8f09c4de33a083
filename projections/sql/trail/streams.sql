select stream, community
from trail_stream
where stream = any (%(streams)s)

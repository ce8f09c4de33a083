select count(*)
from jobs.procrastinate_workers
where last_heartbeat > now() - make_interval(secs => %(stalled_s)s)

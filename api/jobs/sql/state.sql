select
  coalesce(standing.clock, split_part(job.queueing_lock, '/', 1)) as clock,
  coalesce(standing.community, split_part(job.queueing_lock, '/', 2)) as community,
  job.status::text as job,
  job.scheduled_at as next_at,
  job.scheduled_at < now() - make_interval(secs => %(late_s)s) and job.status = 'todo' as is_late,
  standing.reached_at,
  standing.ran_at,
  coalesce(standing.acts, 0) as acts,
  coalesce(standing.failures, 0) as failures,
  standing.error
from jobs.standing as standing
full join (
  select queueing_lock, status, scheduled_at
  from jobs.procrastinate_jobs
  where queue_name = %(queue)s
    and status in ('todo', 'doing')
) as job on job.queueing_lock = standing.clock || '/' || standing.community
order by clock, community

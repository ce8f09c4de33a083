-- its job that waits to be tried again
update jobs.procrastinate_jobs
set scheduled_at = now()
where queueing_lock = 'webhooks/' || %(subscription)s::text
  and status = 'todo'
  and scheduled_at > now()

insert into jobs.standing as before (clock, community, through, ran_at, acts, failures, error)
values (%(clock)s, %(community)s, 0, %(ran)s, %(acts)s, 1, %(error)s)
on conflict (clock, community) do update
set
  ran_at = excluded.ran_at,
  acts = excluded.acts,
  failures = before.failures + 1,
  error = excluded.error

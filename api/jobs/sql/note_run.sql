-- of two that ran beside each other the one that saw more counts
insert into jobs.standing as before (clock, community, reached_at, through, again_at, ran_at, acts, failures)
values (%(clock)s, %(community)s, %(reached)s, %(through)s, %(again)s, %(ran)s, %(acts)s, 0)
on conflict (clock, community) do update
set
  reached_at = case when excluded.through >= before.through then excluded.reached_at else before.reached_at end,
  again_at = case when excluded.through >= before.through then excluded.again_at else before.again_at end,
  through = greatest(excluded.through, before.through),
  ran_at = excluded.ran_at,
  acts = excluded.acts,
  failures = 0,
  error = null

select
  clock,
  community,
  reached_at,
  through,
  again_at,
  ran_at,
  acts,
  failures,
  error
from jobs.standing
order by clock, community

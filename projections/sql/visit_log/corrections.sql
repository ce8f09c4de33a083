-- visit_log_correction_community; visit_log_correction's key
select
  visit, community, grid, household, was_household, status, because, was, told, was_found, found, is_new_text, note, proposed_by,
  proposed_at, decided_by, decided_at, decided_note, position
from views.visit_log_correction
where (%(communities)s::text[] is null or community = any (%(communities)s))
  and (%(visit)s::text is null or visit = %(visit)s)
  and (%(status)s::text is null or status = %(status)s)
  and (%(grids)s::text[] is null or grid = any (%(grids)s))
  and (%(before)s::bigint is null or position < %(before)s)
order by position desc
limit %(limit)s

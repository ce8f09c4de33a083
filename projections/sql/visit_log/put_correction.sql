insert into visit_log_correction (
  visit, community, grid, household, was_household, status, because, was, told, was_found, found, is_new_text, note, proposed_by, proposed_at, decided_by, decided_at,
  position, decided
)
values (
  %(visit)s, %(community)s, %(grid)s, %(household)s, %(was_household)s, %(status)s, %(because)s, %(was)s, %(told)s, %(was_found)s,
  %(found)s, %(is_new_text)s, %(note)s, %(proposed_by)s, %(proposed_at)s, %(decided_by)s, %(decided_at)s, %(position)s, %(decided)s
)

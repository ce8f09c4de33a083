update visit_log_correction
set status = %(status)s,
  decided_by = %(decided_by)s,
  decided_at = %(decided_at)s,
  decided_note = %(decided_note)s,
  decided = %(decided)s
where visit = %(visit)s
  and status = 'pending'

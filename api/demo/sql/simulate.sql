update journal.mode
set
  simulated = %s,
  changed_at = clock_timestamp()

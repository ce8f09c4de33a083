select
  exists (select from views.trail_mention where subject = %(subject)s)
  or exists (select from views.trail_line where stream = %(subject)s) as known

-- as closed_times, with where they were reported: what nobody outside the office reads
select
  closing.category, closing.building, closing.lon, closing.lat, closing.reported_at, closing.closed_at, closing.due_at, closing.took
-- here: stood_closed.sql
order by closing.category, closing.reported_at, closing.ticket

-- as they stood then, of those closed in that time and not opened again
select closing.category, closing.grid, closing.reported_at, closing.closed_at, closing.due_at, closing.took
-- here: stood_closed.sql
order by closing.category, closing.reported_at, closing.ticket

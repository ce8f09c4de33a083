insert into parked (view, stream, position, event, error)
values (%(view)s, %(stream)s, %(position)s, %(event)s, %(error)s)
on conflict (view, stream) do update
set error = excluded.error,
  event = excluded.event,
  parked_at = excluded.parked_at

insert into proofs.checkpoint (size, position, note)
values (%(size)s, %(position)s, %(note)s)
on conflict (size) do update
set
  position = excluded.position,
  note = excluded.note

insert into proofs.tile as t (level, number, hashes, positions)
values (%(level)s, %(number)s, %(hashes)s, %(positions)s::bigint[])
on conflict (level, number) do update
set
  hashes = substr(t.hashes, 1, 32 * %(place)s) || excluded.hashes,
  positions = t.positions[:%(place)s] || excluded.positions
returning t.hashes

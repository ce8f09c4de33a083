insert into vault.key_epoch as told (epoch, begun_by, destroyed_at, destroyed_by)
values (%(epoch)s, '', clock_timestamp(), %(by)s)
on conflict (epoch) do update
set destroyed_at = clock_timestamp(),
  destroyed_by = %(by)s
where told.destroyed_at is null

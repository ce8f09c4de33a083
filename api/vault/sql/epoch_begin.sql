insert into vault.key_epoch (epoch, begun_by, begun_at)
values (%(epoch)s, %(by)s, coalesce(%(at)s, clock_timestamp()))
on conflict (epoch) do nothing

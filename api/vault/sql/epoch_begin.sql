insert into vault.key_epoch (epoch, begun_by)
values (%(epoch)s, %(by)s)
on conflict (epoch) do nothing

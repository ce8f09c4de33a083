insert into vault.blind_key (fingerprint)
values (%(fingerprint)s)
on conflict (only_row) do nothing

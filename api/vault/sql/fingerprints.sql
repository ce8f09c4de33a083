select
  epoch,
  fingerprint
from vault.key_epoch
where destroyed_at is null
union all
select
  0,
  fingerprint
from vault.blind_key

select
  coalesce(told.epoch, held.epoch) as epoch,
  told.begun_at,
  told.begun_by,
  told.destroyed_at,
  told.destroyed_by,
  coalesce(held.keys, 0) as keys
from vault.key_epoch as told
full join (
  select
    epoch,
    count(*) as keys
  from vault.subject_key
  where wrapped is not null
  group by epoch
) as held on held.epoch = told.epoch
order by 1

with gone as (
  delete from vault.blind_index
), found as (
  delete from vault.search_token
), again as (
  update vault.search_reached
  set position = 0
)
delete from vault.blind_key

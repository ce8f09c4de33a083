with forgotten as (
  delete from accounts.sign_in_under_way
  where begun_at < %(forgotten)s
)
insert into accounts.sign_in_under_way (state_hash, browser_hash, nonce, verifier, return_to, begun_at)
values (%(state)s, %(browser)s, %(nonce)s, %(verifier)s, %(return_to)s, %(now)s)

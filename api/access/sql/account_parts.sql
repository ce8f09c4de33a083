-- What of an account may open a door, each part as text, and the digests of these that the log of the door told last
select
  account.account,
  jsonb_build_array(account.role, account.name, account.warden, to_jsonb(account.communities))::text as who,
  jsonb_build_array(
    account.password_hash, encode(account.reset_hash, 'hex'), extract(epoch from account.reset_until)
  )::text as password,
  (
    select jsonb_build_array(
      factor.sealed,
      (
        select jsonb_agg(encode(code.code_hash, 'hex') order by code.code_hash)
        from accounts.recovery_code as code
        where code.account = factor.account
      )
    )::text
    from accounts.second_factor as factor
    where factor.account = account.account
      and factor.confirmed_at is not null
  ) as factor,
  (
    select jsonb_agg(jsonb_build_array(identity.issuer, identity.subject) order by identity.issuer, identity.subject)::text
    from accounts.identity as identity
    where identity.account = account.account
  ) as identities,
  coalesce((
    select jsonb_object_agg(said.part, said.digest)
    from (
      select distinct on (part.key)
        part.key as part,
        part.value as digest
      from accounts.access_log as log
      cross join jsonb_each_text(log.told -> 'held') as part
      where log.account = account.account
        and log.told ? 'held'
      order by part.key, log.id desc
    ) as said
  ), '{}') as told
from accounts.account as account
where %(account)s::text is null
  or account.account = %(account)s
order by 1

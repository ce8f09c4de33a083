select not exists (
    select
    from accounts.access_log
    where act = 'signed_in'
      and account = %(account)s
      and address = %(address)s
      and at > %(known_since)s
  )
  and (
    (select count(*) from accounts.failed_attempt where account = %(account)s and at > %(since)s) >= %(most)s
    or (select count(*) from accounts.failed_attempt where address = %(address)s and at > %(since)s) >= %(most)s
  )

update accounts.session
set hint = %(hint)s,
  provider_session = %(provider_session)s
where token_hash = %(hash)s

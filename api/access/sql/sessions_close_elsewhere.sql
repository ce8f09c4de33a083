-- one session of the provider's; where none is named, all of the account that it means by the subject
delete from accounts.session
where (%(sid)s::text is not null and provider_session = %(sid)s)
  or (
    %(sid)s::text is null
    and account in (
      select identity.account
      from accounts.identity as identity
      where identity.issuer = %(issuer)s
        and identity.subject = %(subject)s
    )
  )
returning account

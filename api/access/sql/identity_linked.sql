select account
from accounts.identity
where issuer = %(issuer)s
  and subject = %(subject)s

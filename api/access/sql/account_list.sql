select account.account, account.role, account.name, account.warden, account.communities, account.is_open,
  account.password_hash is not null as has_password,
  factor.confirmed_at is not null as has_second_factor
from accounts.account as account
left join accounts.second_factor as factor on factor.account = account.account
order by account.role, account.account

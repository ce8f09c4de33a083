select attempt.account, attempt.address, count(*) as failures, max(attempt.at) as last_at,
  (array_agg(attempt.at order by attempt.at desc))[%(most)s] as hinges_on
from accounts.failed_attempt as attempt
join accounts.account as account on account.account = attempt.account
where attempt.at > %(since)s
group by attempt.account, attempt.address
having count(*) >= %(most)s
order by last_at desc, attempt.account, attempt.address

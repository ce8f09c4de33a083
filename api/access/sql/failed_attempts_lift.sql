delete from accounts.failed_attempt
where account = %s

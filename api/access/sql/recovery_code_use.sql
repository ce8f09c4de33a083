delete from accounts.recovery_code
where account = %s
  and code_hash = %s

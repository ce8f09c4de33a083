delete from accounts.second_factor
where account = %s

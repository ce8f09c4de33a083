update accounts.second_factor
set last_step = %s
where account = %s

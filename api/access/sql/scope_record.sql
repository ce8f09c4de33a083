select accounts.open_record(%(scope)s, %(warden)s)

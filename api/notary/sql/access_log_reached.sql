select accounts.access_log_reached()

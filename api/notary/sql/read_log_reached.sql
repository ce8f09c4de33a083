select vault.read_log_reached()

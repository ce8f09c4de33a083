select position from vault.carried_out

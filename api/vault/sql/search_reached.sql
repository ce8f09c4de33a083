select position from vault.search_reached

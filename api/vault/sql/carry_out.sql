update vault.carried_out
set position = greatest(position, %(position)s)

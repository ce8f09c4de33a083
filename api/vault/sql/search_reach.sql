update vault.search_reached
set position = greatest(position, %(position)s)

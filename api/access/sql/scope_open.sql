select accounts.open_scope(
  %(scope)s, %(communities)s, %(is_whole)s, %(shown_at)s, %(grids)s, %(untils)s, %(life)s
)

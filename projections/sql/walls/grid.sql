grid = any ((select accounts.scope_grids())::text[])

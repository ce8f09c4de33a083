select
  current_database() as name,
  current_setting('server_version') as server,
  pg_database_size(current_database()) as bytes,
  (select max(number) from journal.migration) as migration

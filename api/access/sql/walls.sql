-- What keeps the walls in the database, as one digest: functions, triggers, policies, owners and rights of the read models too: a
-- rebuild makes those again as they were.
with told (line) as (
  select concat_ws(' ', 'function', pg_get_userbyid(made.proowner), made.proacl::text, pg_get_functiondef(made.oid))
  from pg_proc as made
  where made.pronamespace::regnamespace::text in ('accounts', 'jobs', 'journal', 'vault')
    and made.prokind in ('f', 'p')
  union all
  select concat_ws(' ', 'trigger', fired.tgenabled, pg_get_triggerdef(fired.oid))
  from pg_trigger as fired
  join pg_class as held on held.oid = fired.tgrelid
  where held.relnamespace::regnamespace::text in ('accounts', 'jobs', 'journal', 'vault')
    and not fired.tgisinternal
  union all
  select concat_ws(' ', 'policy', one.schemaname, one.tablename, one.policyname, one.permissive, one.roles, one.cmd, one.qual, one.with_check)
  from pg_policies as one
  where one.schemaname in ('accounts', 'jobs', 'journal', 'vault', 'views')
  union all
  select concat_ws(
    ' ', held.relkind, held.relnamespace::regnamespace, held.relname, pg_get_userbyid(held.relowner), held.relrowsecurity,
    held.relforcerowsecurity, held.relacl::text, case when held.relkind = 'v' then pg_get_viewdef(held.oid) end
  )
  from pg_class as held
  where held.relnamespace::regnamespace::text in ('accounts', 'jobs', 'journal', 'vault', 'views')
    and held.relkind in ('r', 'v', 'm', 'S', 'p')
  union all
  select concat_ws(' ', 'column', part.attrelid::regclass, part.attname, part.attacl::text)
  from pg_attribute as part
  join pg_class as held on held.oid = part.attrelid
  where held.relnamespace::regnamespace::text in ('accounts', 'jobs', 'journal', 'vault', 'views')
    and part.attacl is not null
  union all
  select concat_ws(' ', 'role', one.rolname, one.rolsuper, one.rolbypassrls, one.rolcreaterole)   -- none: no role of ours may any of it
  from pg_roles as one
  where starts_with(one.rolname, 'minqing_')
    and (one.rolsuper or one.rolbypassrls or one.rolcreaterole)
)
select encode(sha256(convert_to(string_agg(line, E'\n' order by line collate "C"), 'UTF8')), 'hex')
from told

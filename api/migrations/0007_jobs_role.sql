-- As the log-in: the role under which the clocks' jobs are queued, and its room. Like every role it belongs to the whole server.

do $$
begin
  if not exists (select from pg_roles where rolname = 'minqing_jobs') then
    create role minqing_jobs login;
  end if;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant minqing_jobs to %I', current_user);
  end if;
end
$$;

create schema jobs authorization minqing_owner;

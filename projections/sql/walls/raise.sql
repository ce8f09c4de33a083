alter table {table} enable row level security;
drop policy if exists whole on {table};
create policy whole on {table} for select to minqing_read, minqing_owner using (true);
drop policy if exists of_community on {table};
drop policy if exists of_warden on {table};
drop policy if exists of_public on {table};
revoke all on {table} from minqing_public;
comment on table {table} is {edition}

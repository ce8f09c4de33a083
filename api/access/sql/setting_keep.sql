insert into accounts.setting (account, name, content, kept_at)
values (%s, %s, %s, %s)
on conflict (account, name) do update
set content = excluded.content,
  kept_at = excluded.kept_at

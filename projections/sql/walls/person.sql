exists (
  select
  from {view_member} as member
  where member.person = {table}.person
    and member.is_present
    and tstzrange(member.valid_from, member.valid_to) @> (select accounts.scope_now())
)

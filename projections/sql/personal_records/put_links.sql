insert into personal_records_link (subject, about)
select
  subject,
  about
from unnest(%b::text[], %b::text[]) as told (subject, about)
on conflict (subject, about) do nothing

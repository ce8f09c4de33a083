insert into diary_line (position, stream, community, grid, household, name, effective_at, recorded_at, actor, role)
select told.position, told.stream, subject.community, subject.grid, subject.household, told.name, told.effective_at, told.recorded_at,
  told.actor, told.role
from unnest(%b::bigint[], %b::text[], %b::text[], %b::timestamptz[], %b::timestamptz[], %b::text[], %b::text[]) as told (
  position, stream, name, effective_at, recorded_at, actor, role
)
join diary_subject as subject on subject.stream = told.stream

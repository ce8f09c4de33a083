insert into diary_subject (stream, community, grid, household)
select stream, community, grid, household
from unnest(%b::text[], %b::text[], %b::text[], %b::text[]) as told (stream, community, grid, household)

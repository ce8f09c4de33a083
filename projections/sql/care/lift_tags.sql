update care_tag as tag
set lifted_at = told.lifted_at,
  lifted_by = told.lifted_by,
  why = told.why
from unnest(%b::text[], %b::integer[], %b::timestamptz[], %b::text[], %b::text[]) as told (tags, number, lifted_at, lifted_by, why)
where tag.tags = told.tags
  and tag.number = told.number

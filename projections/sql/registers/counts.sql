-- one row; `standing` in the order of the index registers_line_register
with standing as (
  select
    line.register,
    line.owner,
    line.told
  from views.registers_line as line
  where starts_with(line.owner, %(district)s)
    and line.holds_from <= %(on)s
    and (line.holds_until is null or %(on)s < line.holds_until)
),
alive as (
  select
    standing.owner,
    (standing.told ->> 'is_rural')::boolean as is_rural
  from standing
  where standing.register = 'communities'
),
planned as (
  select standing.owner
  from standing
  where standing.register = 'governed'
),
certified as (
  select standing.owner
  from standing
  where standing.register = 'certifications'
    and standing.told ->> 'target' = %(target)s
)
select
  count(*) filter (where not alive.is_rural)::integer as urban,
  count(*) filter (where alive.is_rural)::integer as rural,
  count(*) filter (where not alive.is_rural and certified.owner is not null)::integer as urban_certified,
  count(*) filter (where alive.is_rural and certified.owner is not null)::integer as rural_certified,
  count(*) filter (where planned.owner is not null)::integer as planned
from alive
left join certified on certified.owner = alive.owner
left join planned on planned.owner = alive.owner

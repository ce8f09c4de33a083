-- how a ticket stood from step to step, where it was reported or else at its building; no text, no household, nobody's name
select
  version.key,
  format(
    '{"type":"Feature","id":%%s,"geometry":%%s,"properties":%%s}',
    to_json(version.key),
    coalesce(st_asgeojson(version.geom, 7), 'null'),
    version.told
  ) as feature
from (
  select
    (ticket.ticket || '.' || step.position) collate "C" as key,
    st_setsrid(st_makepoint(coalesce(ticket.lon, building.lon), coalesce(ticket.lat, building.lat)), 4490) as geom,
    jsonb_build_object(
      'ticket', ticket.ticket,
      'number', ticket.number,
      'community', ticket.community,
      'category', ticket.category,
      'kind', ticket.kind,
      'scope', step.scope,
      'handling', step.handling,
      'level', step.level,
      'status', step.status,
      'grid', step.grid,
      'building', ticket.building,
      'reported_at', ticket.reported_at,
      'due_at', step.due_at,
      'closed_at', step.closed_at,
      'valid_from', step.valid_from,
      'valid_to', step.valid_to
    ) as told
  from views.ticket_board_ticket as ticket
  join views.ticket_board_step as step on step.ticket = ticket.ticket
  left join views.grids_building as building on building.building = ticket.building
  where (%(communities)s::text[] is null or ticket.community = any (%(communities)s))
    and step.valid_from <= coalesce(%(until)s::timestamptz, 'infinity')
    and (step.valid_to is null or (step.valid_from < step.valid_to and coalesce(%(since)s::timestamptz, '-infinity') < step.valid_to))
    and (%(grids)s::text[] is null or step.grid = any (%(grids)s))
    and (%(one)s::text is null or %(one)s in (ticket.ticket, ticket.ticket || '.' || step.position))
) as version
where (%(area)s::text is null or st_intersects(version.geom, %(area)s::text::geometry))
  and (%(after)s::text is null or version.key > %(after)s)
order by version.key
limit %(limit)s + 1

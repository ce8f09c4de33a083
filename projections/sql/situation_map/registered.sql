-- of each community: units that are open, and all that was reported and visited until then of these categories and purposes
select
  own.community,
  (
    select count(*)::integer
    from views.situation_map_organisation as organisation
    join views.situation_map_organisation_fact as fact
      on fact.organisation = organisation.organisation
      and fact.valid_from <= %(at)s
      and (fact.valid_to is null or %(at)s < fact.valid_to)
    where organisation.community = own.community
      and fact.is_open
  ) as organisations,
  (
    select count(*)::integer
    from views.situation_map_ticket as ticket
    where ticket.community = own.community
      and ticket.category = any (%(categories)s)
      and ticket.reported_at <= %(at)s
  ) as tickets,
  (
    select count(*)::integer
    from views.situation_map_visit as visit
    where visit.community = own.community
      and visit.purpose = any (%(purposes)s)
      and visit.visited_at <= %(at)s
  ) as visits
from unnest(%(communities)s::text[]) as own (community)
order by own.community

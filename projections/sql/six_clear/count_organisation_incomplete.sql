select
  organisation.community,
  filing.grid,
  count(*)::integer as missing
from views.six_clear_organisation as organisation
join views.six_clear_organisation_fact as fact
  on fact.organisation = organisation.organisation
  and fact.valid_from <= %(at)s
  and (fact.valid_to is null or %(at)s < fact.valid_to)
join views.six_clear_filing as filing
  on filing.organisation = organisation.organisation
  and filing.valid_from <= %(at)s
  and (filing.valid_to is null or %(at)s < filing.valid_to)
where organisation.community = any (%(communities)s)
  and fact.is_open
  and not fact.is_whole
group by organisation.community, filing.grid

-- of each community, whatever their kind
select
  burden.community,
  count(*) filter (where burden.valid_to is null or burden.valid_to > %(at)s)::integer as standing,
  count(*) filter (where burden.valid_to <= %(at)s)::integer as cancelled
from views.burdens_burden as burden
where burden.community = any (%(communities)s)
  and burden.valid_from <= %(at)s
group by burden.community
order by burden.community

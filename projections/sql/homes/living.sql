-- of each community, who lives there then
select
  lived.community,
  count(*)::integer as households,
  sum(lived.people)::integer as people
from (
  select community, people[width_bucket(%(at)s::timestamptz, since)] as people
  from {lived}
  where community = any (%(communities)s)
) as lived
where lived.people is not null
group by lived.community
order by lived.community

-- spot_checks_finding_community
select visit, community, warden, found_by, found_at, proposes, clause, status, step, decided_by, decided_at
from views.spot_checks_finding
where community = %(community)s
  and (%(warden)s::text is null or warden = %(warden)s)
  and (%(status)s::text is null or status = %(status)s)
order by position

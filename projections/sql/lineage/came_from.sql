select
  community.community,
  community.code,
  community.name,
  community.names,
  community.ended_on,
  community.successor,
  community.document,
  community.reason
from views.lineage_community as community
where community.successor = %(community)s
order by community.code

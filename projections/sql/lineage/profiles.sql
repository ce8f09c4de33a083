select community, profiles
from views.lineage_community
where community = any (%(communities)s)
order by community

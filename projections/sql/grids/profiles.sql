select
  community.community,
  community.profile
from views.grids_community as community
order by community.community

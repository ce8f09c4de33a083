-- the building of another community on the same spot, within about two metres
select other.building
from views.grids_building as this
join views.grids_building as other
  on other.community = %(community)s
  and not other.is_replaced
  and st_dwithin(other.geom, st_pointonsurface(this.geom), 0.00002)
where this.building = %(building)s
order by st_distance(other.geom, st_pointonsurface(this.geom)), other.building
limit 1

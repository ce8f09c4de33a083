-- grids_plan_community
select
  plan.plan,
  plan.community,
  plan.name,
  plan.status,
  plan.tessellation,
  plan.base,
  plan.drawn_by,
  plan.seed,
  plan.drafted_by,
  plan.drafted_at,
  plan.submitted_by,
  plan.submitted_at,
  plan.note,
  plan.approved_by,
  plan.approved_at,
  plan.document,
  plan.decided_by,
  plan.decided_at,
  plan.effective_on,
  plan.replaces,
  plan.retired,
  plan.households_moved,
  plan.dwellings_moved,
  plan.evidence_at,
  plan.valid_from,
  plan.valid_to,
  plan.position,
  (select count(*) from views.grids_plan_grid as grid where grid.plan = plan.plan)::integer as grid_count
from views.grids_plan as plan
where (%(community)s::text is null or plan.community = %(community)s)
  and (%(plan)s::text is null or plan.plan = %(plan)s)
  and (
    not %(in_force)s
    or (
      plan.valid_from <= coalesce(%(at)s::timestamptz, now())
      and (plan.valid_to is null or coalesce(%(at)s::timestamptz, now()) < plan.valid_to)
    )
  )
order by plan.drafted_at desc, plan.plan

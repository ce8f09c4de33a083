-- part of what maps ask: the plan that is named, or those in force then
plan as materialized (
  select plan.plan, plan.community, plan.tessellation, plan.valid_from is null as is_draft
  from views.grids_plan as plan
  where (%(communities)s::text[] is null or plan.community = any (%(communities)s))
    and case
      when %(plan)s::text is not null then plan.plan = %(plan)s
      else plan.valid_from <= %(at)s and (plan.valid_to is null or %(at)s < plan.valid_to)
    end
)

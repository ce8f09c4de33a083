select
  meeting.meeting,
  meeting.community,
  meeting.cadence,
  meeting.title,
  meeting.starts_at,
  meeting.called,
  meeting.is_private,
  meeting.status,
  meeting.agenda,
  meeting.leaves,
  meeting.came,
  meeting.late,
  case
    when meeting.status = 'convened' then '[]'::jsonb
    else (
      select coalesce(jsonb_agg(called.who order by called.who), '[]'::jsonb)
      from jsonb_array_elements_text(meeting.called) as called (who)
      where not meeting.came ? called.who
        and not meeting.leaves @> jsonb_build_array(jsonb_build_object('who', called.who, 'granted', true))
    )
  end as absent,
  (
    select coalesce(jsonb_agg(decision.value - 'content' order by decision.value -> 'number'), '[]'::jsonb)
    from jsonb_array_elements(meeting.decisions) as decision (value)
  ) as decisions,
  meeting.results,
  meeting.published_at
from views.meetings_meeting as meeting
where meeting.community = any (%(communities)s)
  and (%(cadence)s::text is null or meeting.cadence = %(cadence)s)
order by meeting.starts_at desc, meeting.meeting

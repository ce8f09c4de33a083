-- of what stands in the registers of these communities (null: of everything), who read it and how much
select
  reading.actor,
  reading.role,
  count(*) as reads,
  count(distinct reading.subject) as subjects,
  max(reading.read_at) as last_read_at
from vault.read_log as reading
where reading.read_at >= %(since)s
  and reading.read_at < %(until)s
  and (%(communities)s::text[] is null or coalesce(
    (select own.community from views.trail_stream as own where own.stream = reading.subject),
    (
      select told.community
      from views.trail_mention as mention
      join views.trail_line as told on told.position = mention.position
      where mention.subject = reading.subject
        and told.community is not null
      order by mention.position desc
      limit 1
    )
  ) = any(%(communities)s::text[]))
group by reading.actor, reading.role
order by reads desc, reading.actor, reading.role

select wanted.subject
from unnest(%(subjects)s::text[]) as wanted (subject)
left join vault.subject_key as held on held.subject = wanted.subject
where held.erased_at is null

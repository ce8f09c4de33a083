-- admissions_admission_ends
select
  admission.admission,
  admission.community,
  admission.ends
from views.admissions_admission as admission
where admission.status in ('approved', 'entered')
  and admission.ends < %(on)s
  and (%(community)s::text is null or admission.community = %(community)s)
order by admission.ends, admission.admission

-- admissions_admission_ends
select
  admission.community,
  min(admission.ends) as ends
from views.admissions_admission as admission
where admission.status in ('approved', 'entered')
group by admission.community

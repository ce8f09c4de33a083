select
  admission.admission,
  admission.community,
  admission.department,
  admission.level,
  admission.title,
  admission.content,
  admission.addressees,
  admission.authority,
  admission.starts,
  admission.ends,
  admission.funds_yuan,
  admission.status,
  admission.requested_at,
  admission.gated_by,
  admission.decided_by,
  admission.document,
  admission.budget_yuan,
  admission.reason,
  admission.clause,
  admission.agreement,
  admission.entered_on,
  admission.ending,
  admission.withdrawn_on,
  admission.status in ('approved', 'entered') and admission.ends < %(on)s as is_expired
from views.admissions_admission as admission
where admission.community = any (%(communities)s)
  and (%(status)s::text is null or admission.status = %(status)s)
order by admission.requested_at desc, admission.admission

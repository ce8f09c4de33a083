register in (
  'activities',
  'certifications',
  'commendations',
  'commitments',
  'fund_allocations',
  'fund_uses',
  'integrations',
  'pilots',
  'policies',
  'projects',
  'rule_documents',
  'targets'
)
or (register = 'cases' and told ->> 'status' = 'published')
or (register = 'findings' and told ->> 'published_on' is not null)

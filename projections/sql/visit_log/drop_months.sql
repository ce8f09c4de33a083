-- what is left where everything was put right into another month or purpose is no row of a rebuild
delete from visit_log_month
where community in (
    select community
    from visit_log_visit
    where visit = any (%(visits)s)
  )
  and visits = 0

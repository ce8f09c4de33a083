delete from visit_log_astray
where household = any (%(households)s)

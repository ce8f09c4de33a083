select regexp_replace(lower(normalize(%(text)s::text, nfkc)), '\s+', ' ', 'g') as folded

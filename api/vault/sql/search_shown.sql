select shown.subject
from vault.search_shown(%(communities)s, %(kinds)s::text[], %(macs)b::bytea[], %(wanted)s::integer, %(limit)s::integer) as shown (subject)

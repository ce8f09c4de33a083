select note
from proofs.checkpoint
where size = %(size)s

delete from proofs.tile

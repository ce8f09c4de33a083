delete from proofs.checkpoint

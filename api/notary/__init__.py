"""The notary: signs what the journal holds, from outside the database's reach, and says so when it no longer holds what was signed.

`notary` reads the journal in commit order, compares, signs; `folder` is what it keeps: key, leaves, head, checkpoints; `note` and `keys`
are the C2SP formats; `tables` publishes to the database, which is never believed; `checking` holds the journal against the folder,
`proving` makes proofs, `bundle` writes an auditor's copy that `api/audit_reader.py` checks by itself, `witness` is the second signature.
"""

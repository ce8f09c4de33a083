update vault.key_epoch
set fingerprint = %(fingerprint)s
where epoch = %(epoch)s
  and fingerprint is null

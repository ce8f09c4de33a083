delete from accounts.sign_in_under_way
where state_hash = %s
  and browser_hash = %s
  and begun_at > %s
returning nonce, verifier, return_to

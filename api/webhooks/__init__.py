"""The event feed brought to whoever subscribed: one CloudEvent a call, signed as Standard Webhooks has it, in order, until it arrives.

`subscriptions` keeps them, `signing` the secrets and signatures, `sending` calls out and nowhere else than it may, `delivery` is the clock.
"""

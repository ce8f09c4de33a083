"""How the installation stands, for whoever looks after it; what that person chose for all of it."""

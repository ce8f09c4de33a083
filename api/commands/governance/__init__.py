"""Commands of governance: each gathers its evidence, asks one decision, and appends under the community's profile."""

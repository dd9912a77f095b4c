"""From output to world: what was published before is remembered, and what must not change is guarded."""

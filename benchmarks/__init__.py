"""What the engine costs, measured: beside its peers, by counting instructions, and stage by stage."""

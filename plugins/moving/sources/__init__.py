"""Where texts come from: a module for each sort of source, and what tells one from another."""

"""HTML of any origin to the Markdown of this house, and what of it could not be carried."""

"""Moving in from another system, and out again: an old site's texts, addresses, guids and files as entries of this."""

"""A site of one's own: the files with which it begins, as a pure function of what was asked for."""

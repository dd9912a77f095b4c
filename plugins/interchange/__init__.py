"""Texts on their way to translators' tools and back: cut into segments, written as XLIFF or PO, merged into files."""

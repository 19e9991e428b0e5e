"""From files to sealed batches: choose the parser, keep the bytes, reconcile, append."""

"""Drawing answers for people: one renderer, one self-contained page."""

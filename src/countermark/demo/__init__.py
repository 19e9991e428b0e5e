"""The demo case: facts from public reporting."""

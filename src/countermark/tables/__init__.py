"""What several questions share: pure functions of (evidence, reference, code), cached."""

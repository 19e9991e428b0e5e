"""What people decide, recorded in the ledger."""

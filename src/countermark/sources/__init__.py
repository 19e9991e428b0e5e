"""Bytes to records and issues: one module a format, one a kind of table; knows no ledger."""

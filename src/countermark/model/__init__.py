"""Words every room shares: facts, statements, dates, identifiers, errors, the answer. Imports no other room."""

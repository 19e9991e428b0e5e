"""One module a question. Pure over the evidence handed in."""

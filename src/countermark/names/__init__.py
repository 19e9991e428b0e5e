"""Names of people, firms and ships: brought into a form in which they can be compared."""

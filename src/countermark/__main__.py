"""`python -m countermark` is the `countermark` command."""

from countermark.cli import main

main()

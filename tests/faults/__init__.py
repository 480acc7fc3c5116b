"""What can go wrong outside of the program, played for real; a row each in docs/reliability.md."""

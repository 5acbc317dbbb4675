"""What builds and checks the project from outside: called by the Makefile."""

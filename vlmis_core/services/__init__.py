"""What the system can do: one module a use case, one verb each."""

"""Who is told that something went wrong, or how stock is: each once, by the channels they have."""

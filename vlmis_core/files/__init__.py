"""Reading the files that people make."""

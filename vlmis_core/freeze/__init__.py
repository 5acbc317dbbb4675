"""The life of a stock day: begin, freeze, seal, audit."""

"""Stock days: go live, gate, begin, chunks, seal, audit."""

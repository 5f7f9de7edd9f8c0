"""Reading for pages: bounded statements, plain rows, nothing that writes."""

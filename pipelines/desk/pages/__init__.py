"""One module for each page of the desk: what it shows, and what its buttons do."""

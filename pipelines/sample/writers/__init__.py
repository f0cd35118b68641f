"""One module per platform: the month plan becomes files in the layout that platform really exports."""

"""One module a table or figure of a paper: its configuration, its run, its figures."""

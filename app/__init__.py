"""The applications over the graph model: the command line."""

"""One function per command: it gathers the evidence, lets the domain decide, and appends. Routes and the command line call the same ones."""

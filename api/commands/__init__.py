"""One function per command: gather the evidence, let the domain decide, append. Routes and the command line call the same ones."""

"""One configuration as a matrix: what its flags mean, and the states they are in."""

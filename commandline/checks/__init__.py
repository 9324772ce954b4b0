"""What `doctor` looks at, a module for each place where something can be wrong."""

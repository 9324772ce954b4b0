"""Our clients of outside systems: a Protocol a counterpart, one client a provider, one set of error classes for all."""

"""What Prometheus reads of us."""

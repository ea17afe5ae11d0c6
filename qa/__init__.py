"""What can be said: questions routed, read, answered with citations or refused with a reason."""

"""What the service shows and takes over HTTP: deliveries, health, figures, and pages to look at."""

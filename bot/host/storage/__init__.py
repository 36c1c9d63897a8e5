"""What the service stores: the database, its tables, and writes to them."""

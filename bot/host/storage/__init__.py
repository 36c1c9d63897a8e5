"""What the service keeps: tables, their migrations, and the questions that are asked of them."""

"""Where tasks wait, and who does them: inside one process, or by Procrastinate on PostgreSQL."""

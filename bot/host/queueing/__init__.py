"""Two queues of tasks: inside one process, and Procrastinate on PostgreSQL."""

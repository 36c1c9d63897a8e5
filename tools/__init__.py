"""Tools of who works on the bot; nothing here is part of it."""

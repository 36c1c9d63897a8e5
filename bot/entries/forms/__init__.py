"""What neighbours teach: how one entry is made, as parts that can be filled again."""

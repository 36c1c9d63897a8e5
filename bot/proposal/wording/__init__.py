"""What a pull request says: body, boxes, replies, escaped for GitHub."""

"""Links of entries that lead nowhere any more: asked politely, told late."""

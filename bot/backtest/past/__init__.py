"""The replay: the list as it stood, the papers of each week, figures and advice."""

"""What is kept between runs: the cache of papers, and the marks of lists."""

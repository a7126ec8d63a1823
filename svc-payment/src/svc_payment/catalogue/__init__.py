"""What is read once from data files: banks, categories, words, the columns of settlement files."""

"""What comes as data with the package: categories, periods, agencies, texts."""

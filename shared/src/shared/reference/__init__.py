"""Reference data that several services read: the communes of the province, and the days and hours its offices work."""

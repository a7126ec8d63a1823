"""What other programs read: RSS, sitemap, iCalendar, OpenSearch."""

"""The chassis every service stands on. Nothing in here knows a word of the business."""

"""The published data of the province: procedures with their forms, offices, calendar, wording. Read once, at start."""

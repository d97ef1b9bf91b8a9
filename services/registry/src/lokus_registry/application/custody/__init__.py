"""The calls on shipments, legs, openings of stores and alarms; and the watch that looks at the clock."""

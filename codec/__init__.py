"""What goes to Temporal goes there encrypted: keys, the codec of payloads, and the window through which people look."""

"""The forms above lists that narrow by place, level and kind, and saving what they say."""

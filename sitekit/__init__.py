"""Turn docs/ into the site; no part of it goes into the wheel of virtfaq."""

"""Ask a real kernel: replay commands on this machine or in a guest, and compare what they show."""

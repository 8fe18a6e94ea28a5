"""Make the real Linux that pages boot: fetch it from Debian, boot it once, save it at a prompt."""

"""Run the commands of `python -m sitekit`: read arguments, call, print."""

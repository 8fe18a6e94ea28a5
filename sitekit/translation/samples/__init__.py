"""Tell the words of a code sample from its code."""

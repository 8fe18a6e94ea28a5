"""Ask a real kernel: experiments that any user of Linux may run, with what would refute each."""

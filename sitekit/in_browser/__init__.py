"""Run the examples of the open page, in Pyodide too: the standard library, virtfaq and pygal suffice."""

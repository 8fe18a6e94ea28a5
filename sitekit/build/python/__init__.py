"""Make the Python that readers get: the wheel with its index, and Pyodide with the editor."""

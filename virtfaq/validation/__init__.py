"""Set the predictions of the models beside what others published."""

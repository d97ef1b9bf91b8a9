"""`lokus import`: files of rows, and the folder of a whole city, brought into a running registry."""

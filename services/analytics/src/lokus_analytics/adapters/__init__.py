"""One module for each outside thing: PyAV, OpenCV, worker threads, the bus, Prometheus."""

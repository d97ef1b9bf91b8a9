"""The life of cameras: kept with every change of a camera, and moved on by those who may."""

"""The life of a camera: from its registration to its retirement, and what each edge asks for."""

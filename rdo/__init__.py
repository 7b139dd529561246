"""Five papers on autoencoders as density models, replicated claim by claim."""

__version__ = "0.1.0"

"""Five papers on autoencoders as density models, replicated claim by claim."""

import os

# The last bits of MKL's products otherwise depend on where in memory a matrix lies, which differs
# between processes, and a long training enlarges them. It is read at the first product.
os.environ.setdefault("MKL_CBWR", "AUTO")

__version__ = "0.1.0"

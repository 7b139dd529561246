"""What this replication ran with the library `rdo`, and what it judges from that."""

import os

# MKL's products then do not depend on where in memory a matrix lies, which moves last bits from run
# to run. It is read at the first product, so it is set before anything trains.
os.environ.setdefault("MKL_CBWR", "AUTO")

"""Names that nothing defines."""
import numpy as np

counts = np.zeros(3)
total = np.sum(count)
